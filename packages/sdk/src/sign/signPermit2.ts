import { type Order, type Permit2TypedDataParameters, permit2TypedData } from "@concert/types";
import type { Hex } from "viem";
import type { Signer } from "./signOrder.ts";

export type SignPermit2Parameters = Permit2TypedDataParameters & { order: Order };

/** The signature with which Permit2 moves the order's inputs on one chain, for this order alone. */
export function signPermit2(signer: Signer, { order, ...parameters }: SignPermit2Parameters): Promise<Hex> {
  return signer.signTypedData(permit2TypedData(order, parameters));
}
