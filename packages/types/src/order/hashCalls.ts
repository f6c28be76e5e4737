import { concat, type Hex, hashStruct, keccak256 } from "viem";
import type { Call } from "./Order.ts";
import { orderTypes } from "./orderTypedData.ts";

/**
 * EIP-712 hash of an order's array of calls: what stands for them at the hub.
 *
 * @throws If a value does not fit its type.
 */
export function hashCalls(calls: readonly Call[]): Hex {
  return keccak256(concat(calls.map((call) => hashStruct({ data: call, types: orderTypes, primaryType: "Call" }))));
}
