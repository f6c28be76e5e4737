import type { Hex, TypedDataDefinition } from "viem";
import { type OrderDomain, orderDomain } from "./orderDomain.ts";

/** EIP-712 types of a cancellation. */
export const cancellationTypes = { Cancellation: [{ name: "orderId", type: "bytes32" }] } as const;

/** What an order's user signs to have it cancelled by anyone (`cancelFor`). */
export function cancellationTypedData(
  orderId: Hex,
  domain: OrderDomain,
): TypedDataDefinition<typeof cancellationTypes, "Cancellation"> {
  return {
    domain: orderDomain(domain),
    types: cancellationTypes,
    primaryType: "Cancellation",
    message: { orderId },
  };
}
