import { type PermitTypedDataParameters, permitTypedData } from "@concert/types";
import { type Address, type Hex, parseSignature } from "viem";
import type { Signer } from "./signOrder.ts";

/** An ERC-2612 permit for a spoke, signed. */
export type Permit = {
  token: Address;
  /** In the token's own unit. */
  value: bigint;
  /** Last second of the permit. */
  deadline: bigint;
  v: number;
  r: Hex;
  s: Hex;
};

/** Signs an ERC-2612 permit for `openOrderForWithPermits`. */
export async function signPermit(signer: Signer, parameters: PermitTypedDataParameters): Promise<Permit> {
  const { r, s, yParity } = parseSignature(await signer.signTypedData(permitTypedData(parameters)));
  const { amount: value, deadline, domain } = parameters;
  return { token: domain.token, value, deadline, v: 27 + yParity, r, s };
}
