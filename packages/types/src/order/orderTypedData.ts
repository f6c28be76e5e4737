import type { TypedDataDefinition } from "viem";
import type { Order } from "./Order.ts";
import { type OrderDomain, orderDomain } from "./orderDomain.ts";

/** EIP-712 types of an order. */
export const orderTypes = {
  Order: [
    { name: "user", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "openDeadline", type: "uint64" },
    { name: "fillDeadline", type: "uint64" },
    { name: "solver", type: "address" },
    { name: "exclusiveUntil", type: "uint64" },
    { name: "pooled", type: "bool" },
    { name: "cancellable", type: "bool" },
    { name: "legs", type: "Leg[]" },
    { name: "calls", type: "Call[]" },
  ],
  Leg: [
    { name: "originChain", type: "uint64" },
    { name: "inputToken", type: "address" },
    { name: "inputAmount", type: "uint128" },
    { name: "destinationChain", type: "uint64" },
    { name: "outputToken", type: "bytes32" },
    { name: "outputAmount", type: "uint128" },
    { name: "recipient", type: "bytes32" },
  ],
  Call: [
    { name: "chain", type: "uint64" },
    { name: "fallbackRecipient", type: "bytes32" },
    { name: "calls", type: "bytes" },
    { name: "gas", type: "uint256" },
  ],
} as const;

/** The order as EIP-712 typed data: what a wallet signs, and what `orderId` hashes. */
export function orderTypedData(order: Order, domain: OrderDomain): TypedDataDefinition<typeof orderTypes, "Order"> {
  return { domain: orderDomain(domain), types: orderTypes, primaryType: "Order", message: order };
}
