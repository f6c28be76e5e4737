import type { Address } from "viem";

/** One deployment: its hub, its chains and who vouches for messages between them. */
export type Config = {
  /**
   * Lower-case letters, digits and dashes. It is the salt of the contracts' addresses, so that deployments of different
   * names stand beside each other, and names the deployment's record.
   */
  name: string;
  /** Id of the chain that has the hub. */
  hub: number;
  /** The account that configures the contracts: first administrator of the access manager. */
  admin: Address;
  /** Least seconds between two heartbeats of a spoke. */
  heartbeatSpacing: number;
  /** Every chain that has a spoke, the hub's included. */
  chains: readonly ChainConfig[];
  /** Who vouches for messages between chains: any `threshold` of these accounts, by ascending address. */
  attesters: { threshold: number; addresses: readonly Address[] };
};

export type ChainConfig = {
  /** EIP-155 chain id. */
  id: number;
  name: string;
  /** JSON-RPC over http, https, ws or wss, the preferred one first. */
  rpcUrls: readonly string[];
  finality: FinalityRule;
  /** First block that can hold an event of the contracts. By default the block in which they were deployed. */
  startBlock?: number | undefined;
  /** Known ERC-20s by symbol. */
  tokens: Readonly<Record<string, Address>>;
};

/** From when on a block counts as final: the chain's own tag, or a number of blocks on top of it. */
export type FinalityRule = "finalized" | "safe" | { readonly depth: number };
