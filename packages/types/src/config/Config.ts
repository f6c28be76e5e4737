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
  /** What is one balance on every chain. By default nothing: the ledger takes no deposits. */
  assets?: readonly AssetConfig[] | undefined;
  indexer?: IndexerConfig | undefined;
};

/** An asset of the ledger: the same token on several chains. Amounts are decimal numbers of whole tokens. */
export type AssetConfig = {
  /** On the ledger, from 1. */
  id: number;
  /** Of the token; the vault's shares have it with a c before. */
  symbol: string;
  /** At most one per chain. */
  tokens: readonly AssetTokenConfig[];
  /**
   * What the asset's vault asks for beyond the imbalance fee, in parts per million of what it gives, up to 10,000. Without
   * it, there is no vault.
   */
  vaultMargin?: number | undefined;
};

export type AssetTokenConfig = {
  /** Id of the chain. */
  chain: number;
  token: Address;
  /** Of the token, up to 36. They can't be asked for: the ledger is on another chain. */
  decimals: number;
  /** What the chain's word may add to ledger balances at once, and as much again in the window. */
  limit: { capacity: string; windowSeconds: number };
  /**
   * What each payout out of the ledger pays there to whoever delivers it, up to a thousandth of the limit's capacity. By
   * default nothing.
   */
  payoutFee?: string | undefined;
  /**
   * The imbalance fee: on a chain that holds less than the target, up to twice the slope, in parts per million. Without
   * it, none.
   */
  curve?: { target: string; slope: number } | undefined;
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
  /**
   * Sets routes, attesters, fee policies, wrapped tokens and assets, retires chains, lifts pauses, and names who may.
   */
  admin: Address;
  /** May pause opens and fills and set rate limits to zero at once, nothing else. */
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
  paymentDelay: PaymentDelay;
  /**
   * What carries heads between the chain's spoke and the hub, both ways: attestations of messages, proofs under attested
   * blocks, or a quorum of both, which must agree. By default attestations. The hub's own chain needs none.
   */
  gateway?: "attested" | "quorum" | "proof" | undefined;
};

/** From when on a block counts as final: the chain's own tag, or a number of blocks on top of it. */
export type FinalityRule = "finalized" | "safe" | { readonly depth: number };

/** What the resolver tells solvers about the time that payments take. Nine of ten should stay below. */
export type PaymentDelay = {
  /** From an event on the chain until the hub has processed its report. */
  reportSeconds: number;
  /** From a decision of the hub until the chain's spoke has made the payout. */
  payoutSeconds: number;
};

/** Bounds of a chain's entry fee, as they are written down. */
export type FeePolicyConfig = {
  /** Least fee, in gwei of the chain's native token. */
  minimum: number;
  /** Largest fee, in gwei of the chain's native token. */
  maximum: number;
  /** What one native token of the hub's chain is worth in the chain's: a decimal number of at most 18 decimals. */
  rate: string;
};
