import { type Hex, hashStruct } from "viem";
import type { Leg } from "./Order.ts";
import { orderTypes } from "./orderTypedData.ts";

/**
 * EIP-712 struct hash of a leg.
 *
 * @throws If a value does not fit its type.
 */
export function hashLeg(leg: Leg): Hex {
  return hashStruct({ data: leg, types: orderTypes, primaryType: "Leg" });
}
