import type { EmittedLog } from "../protocol/Machine.ts";

/** A transaction of a block: what it did, and how to do it again on another fork. */
export type Transaction = {
  run: () => void;
  logs: readonly EmittedLog[];
  /** Puts back what it has taken from the plans, once its block is orphaned. */
  takeBack: () => void;
};

export type TrafficOptions = {
  /** Orders that come up per block of a chain, on average. */
  ordersPerBlock: number;
  /** How many blocks a message's source must have on top of it before it is executed elsewhere. */
  confirmations: number;
  /** Share of orders that end in another way than the plain one: aborted, cancelled, late, opened twice. */
  troubled: number;
  /** Seconds in which an order that will not be filled in time expires. */
  shortDeadlineSeconds: number;
  /** Whether what no event will be about again is forgotten, so that histories of any length fit in memory. */
  forgets: boolean;
};

/** What users, solvers, relayers and governance do, block by block. */
export type Traffic = {
  /** The transactions of the block that a chain is making. */
  act(chainId: number): Transaction[];
  /** Told when blocks of a chain have become orphans, and their state was taken back. */
  rolledBack(chainId: number, transactions: readonly Transaction[]): void;
};
