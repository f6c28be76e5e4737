import type { Address, Hash, TypedDataDefinition } from "viem";

/** A block that attesters vouch for. */
export type AttestedHeader = {
  /** Id of the chain that the block is of. */
  sourceChain: bigint;
  number: bigint;
  hash: Hash;
};

/** The oracle that is to take the block's hash. */
export type HeaderAttestationDomain = {
  /** Id of the chain that the oracle is on. */
  chain: bigint;
  /** `AttestedHeaderOracle` there. */
  oracle: Address;
};

/** EIP-712 types of a header's attestation. */
export const headerAttestationTypes = {
  Header: [
    { name: "sourceChain", type: "uint64" },
    { name: "number", type: "uint256" },
    { name: "hash", type: "bytes32" },
  ],
} as const;

/** What an attester signs to vouch for a block's hash. */
export function headerTypedData(
  header: AttestedHeader,
  { chain, oracle }: HeaderAttestationDomain,
): TypedDataDefinition<typeof headerAttestationTypes, "Header"> {
  return {
    domain: { name: "Concert AttestedHeaderOracle", version: "1", chainId: chain, verifyingContract: oracle },
    types: headerAttestationTypes,
    primaryType: "Header",
    message: header,
  };
}
