import type { Address } from "viem";

/** Where the deployment's contracts are. */
export type Contracts = {
  /** Id of the hub's chain. */
  hubChain: bigint;
  hub: Address;
  /** Beside the hub. */
  ledger: Address;
  /** At the same address on every chain, as all that follow. */
  spoke: Address;
  attestedGateway: Address;
  quorumGateway: Address;
  proofGateway: Address;
  /** What vouches for headers that heads are proven from, unless governance chose another oracle. */
  attestedHeaderOracle: Address;
};
