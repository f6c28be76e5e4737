import { type Hex, hashTypedData } from "viem";
import type { Order } from "./Order.ts";
import type { OrderDomain } from "./orderDomain.ts";
import { orderTypedData } from "./orderTypedData.ts";

/**
 * The id of an order: its EIP-712 digest, the same on every chain of one deployment.
 *
 * @throws If a value does not fit its type (viem's `IntegerOutOfRangeError`, `InvalidAddressError` …).
 */
export function orderId(order: Order, domain: OrderDomain): Hex {
  return hashTypedData(orderTypedData(order, domain));
}
