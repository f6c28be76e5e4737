import type { FinalityRule } from "@concert/types";
import type { ContractName } from "@concert/types/tables";

/** A chain of the deployment, as the indexer reads it. */
export type IndexedChain = {
  chainId: bigint;
  name: string;
  /** HTTP or websocket, the preferred one first. */
  rpcUrls: readonly string[];
  finality: FinalityRule;
  /** The first block that can hold an event. */
  startBlock: bigint;
  /** Of block 0; absent if the deployment does not tell. */
  genesisHash: string | undefined;
  /** Addresses in lower case. */
  contracts: ReadonlyMap<string, ContractName>;
  /** Whose entries come here: on the hub's chain the spokes' address, elsewhere the hub's; in lower case. */
  sender: string;
  /** Whether logs are checked against the receipts root of their block. By default not. */
  receiptsRoot?: boolean | undefined;
  /** Whether the chain's headers have a bloom of their logs. By default they do. */
  logsBloom?: boolean | undefined;
  /** Whether the headers of final blocks are read, too, and their logs checked against their blooms. By default not. */
  everyHeader?: boolean | undefined;
  /** Whether what a provider says near the head is compared with what another one says. By default it is. */
  compareProviders?: boolean | undefined;
  /** How many calls per second each provider takes; undefined if there is no limit. */
  requestsPerSecond?: number | undefined;
};
