import { type AttestedHeader, attestedHeaderOracleAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import type { Attestation } from "./attest.ts";
import { sortSignatures } from "./sortSignatures.ts";

export type VouchHeaderParameters = WriteOptions & {
  /** The attested header oracle of the client's chain. */
  oracle: Address;
  header: AttestedHeader;
  /** At least the threshold of the source chain's attesters, each once, in any order. */
  attestations: readonly Attestation[];
};

/**
 * Brings attesters' word for a block's hash to the client's chain, where it serves every head that is proven from it.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `HeaderAlreadyVouched`, `HeaderInDispute`, `SignaturesTooFew`, `SignerNotAttester`, …
 * @see contracts/src/gateway/header/IAttestedHeaderOracle.sol
 */
export function vouchHeader(client: WriteClient, parameters: VouchHeaderParameters): Promise<Hash> {
  const { oracle, header, attestations, ...options } = parameters;
  const { sourceChain, number, hash } = header;
  const args = [sourceChain, number, hash, sortSignatures(attestations)] as const;
  const data = encodeFunctionData({ abi: attestedHeaderOracleAbi, functionName: "vouch", args });
  return write(client, { address: oracle, functionName: "vouch", data, ...options });
}
