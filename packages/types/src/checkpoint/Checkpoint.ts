import type { Hex } from "viem";

/** Up to which block of a chain a state was made. */
export type Checkpoint = {
  /** Chain id. */
  chain: bigint;
  blockNumber: bigint;
  blockHash: Hex;
  /** Seconds since 1970 of the block. */
  blockTime: bigint;
  /** Whether the chain's finality rule covers the block. */
  finality: Finality;
};

/** A pending block may still be taken away by a reorg. */
export type Finality = "pending" | "final";

/** One checkpoint per chain: the state that a query was answered from. */
export type Cut = {
  /** Position in the sequence of committed states, which has no gaps. */
  id: bigint;
  /** By ascending chain id. */
  checkpoints: readonly Checkpoint[];
};
