import { type AttestedHeader, type HeaderAttestationDomain, headerTypedData } from "@concert/types";
import type { LocalAccount } from "viem";
import type { Attestation } from "./attest.ts";

export type AttestHeaderParameters = HeaderAttestationDomain & {
  /** As the attester itself read it: see `readFinalHeader`. */
  header: AttestedHeader;
};

/**
 * Signs a block's hash for the oracle of a chain that heads are proven on. It checks nothing: what was not read from a
 * final block must not come here.
 *
 * @see contracts/src/gateway/header/IAttestedHeaderOracle.sol
 */
export async function attestHeader(
  account: LocalAccount,
  { header, ...domain }: AttestHeaderParameters,
): Promise<Attestation> {
  return { signer: account.address, signature: await account.signTypedData(headerTypedData(header, domain)) };
}
