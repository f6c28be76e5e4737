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
  /**
   * The account that deploys: first administrator of the access managers, which are handed over to governance in the
   * end. Part of the contracts' addresses. By default governance's admin.
   */
  deployer: Address;
  governance: Governance;
  /** Least seconds between two heartbeats of a spoke. */
  heartbeatSpacing: number;
  /** Every chain that has a spoke, the hub's included. */
  chains: readonly ChainConfig[];
  /** Who vouches for messages between chains: any `threshold` of these accounts, by ascending address. */
  attesters: { threshold: number; addresses: readonly Address[] };
  indexer?: IndexerConfig | undefined;
};

/** How the indexer behaves. */
export type IndexerConfig = {
  /**
   * For how many seconds a block that shows an entry delivered waits, while the chain on which it would have been sent
   * can't be read. Then it is shown as unproven. By default 300.
   */
  unprovenAfterSeconds?: number | undefined;
  /** For how many days cuts are kept, so that the state can be asked for as of them. By default all are kept. */
  cutRetentionDays?: number | undefined;
};

/** Who may change the deployment. */
export type Governance = {
  /** Sets routes, attesters, fee policies and wrapped tokens, retires chains, lifts pauses, and names who may. */
  admin: Address;
  /** May pause opens and fills at once, nothing else. */
  guardian: Address;
  /** Seconds between the announcement of what the admin does and its execution. */
  delaySeconds: number;
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
  /** Whether the indexer checks logs against their block's receipts root. It takes a call per block. By default not. */
  receiptsRoot?: boolean | undefined;
  /** Whether the chain's headers have a bloom of their logs. By default they do. */
  logsBloom?: boolean | undefined;
  /**
   * Whether the indexer reads the headers of old blocks, too, and checks their logs against their blooms. It takes a call
   * per block, many of them in one request. By default it does so only where it checks receipts roots.
   */
  everyHeader?: boolean | undefined;
  /**
   * Whether the indexer compares what two providers say of a block that is not old before it believes it.
   * By default it does.
   */
  compareProviders?: boolean | undefined;
  /** How many calls per second the indexer sends to each provider at most. */
  requestsPerSecond?: number | undefined;
  /** Known ERC-20s by symbol. */
  tokens: Readonly<Record<string, Address>>;
  /** The chain's wrapped native token. Without it, orders cannot use the native token there. */
  wrappedNative?: Address | undefined;
  /** Bounds of the chain's entry fee. Without it, entries are free. */
  feePolicy?: FeePolicyConfig | undefined;
};

/** From when on a block counts as final: the chain's own tag, or a number of blocks on top of it. */
export type FinalityRule = "finalized" | "safe" | { readonly depth: number };

/** Bounds of a chain's entry fee, as they are written down. */
export type FeePolicyConfig = {
  /** Least fee, in gwei of the chain's native token. */
  minimum: number;
  /** Largest fee, in gwei of the chain's native token. */
  maximum: number;
  /** What one native token of the hub's chain is worth in the chain's: a decimal number of at most 18 decimals. */
  rate: string;
};
