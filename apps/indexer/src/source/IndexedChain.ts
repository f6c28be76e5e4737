import type { FinalityRule } from "@concert/types";
import type { ContractName } from "@concert/types/tables";

/** A chain of the deployment, as the indexer reads it. */
export type IndexedChain = {
  chainId: bigint;
  name: string;
  /** HTTP or websocket; the first that answers is used. */
  rpcUrls: readonly string[];
  finality: FinalityRule;
  /** The first block that can hold an event. */
  startBlock: bigint;
  /** Of block 0; absent if the deployment does not tell. */
  genesisHash: string | undefined;
  /** Addresses in lower case. */
  contracts: ReadonlyMap<string, ContractName>;
};
