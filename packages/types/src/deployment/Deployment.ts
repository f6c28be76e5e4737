import type { Address, Hex } from "viem";

/** What `concert deploy` records. A contract has the same address on every chain that has it. */
export type Deployment = {
  /** That of the configuration. */
  name: string;
  /** Id of the chain that has the hub. */
  hubChain: number;
  /** By ascending id. */
  chains: readonly DeployedChain[];
  /** Created by the hub, beside it. */
  ledger: Address;
  /** By ascending asset, on the hub's chain. */
  vaults: readonly DeployedVault[];
} & ContractAddresses;

export type DeployedVault = {
  /** On the ledger. */
  asset: number;
  address: Address;
};

export type ContractAddresses = {
  accessManager: Address;
  attestedGateway: Address;
  /** On the hub's chain alone. */
  loopbackGateway: Address;
  proofGateway: Address;
  /** Tells the proof gateway of blocks. */
  attestedHeaderOracle: Address;
  /** Of the attested and the proof gateway. */
  quorumGateway: Address;
  /** On the hub's chain alone. */
  hub: Address;
  spoke: Address;
  deputies: Address;
  /** On the hub's chain alone. */
  resolver: Address;
};

export type DeployedChain = {
  id: number;
  /** No block before it holds an event of the contracts. */
  startBlock: number;
  /** Hash of block 0 of the chain on which `startBlock` was found; absent if the configuration gave `startBlock`. */
  genesisHash?: Hex | undefined;
};
