import type { Address } from "viem";

/** Where the deployment's contracts are. */
export type Contracts = {
  /** Id of the hub's chain. */
  hubChain: bigint;
  hub: Address;
  /** Beside the hub. */
  ledger: Address;
  /** At the same address on every chain. */
  spoke: Address;
  /** At the same address on every chain. */
  attestedGateway: Address;
};
