import { type AuthorizationTypedDataParameters, authorizationTypedData } from "@concert/types";
import { type Hex, parseSignature } from "viem";
import type { Signer } from "./signOrder.ts";

/** The signature of an ERC-3009 transfer. */
export type Authorization = { v: number; r: Hex; s: Hex };

/** Signs one token's ERC-3009 transfer for `openOrderForWithAuthorizations`. */
export async function signAuthorization(
  signer: Signer,
  parameters: AuthorizationTypedDataParameters,
): Promise<Authorization> {
  const { r, s, yParity } = parseSignature(await signer.signTypedData(authorizationTypedData(parameters)));
  return { v: 27 + yParity, r, s };
}
