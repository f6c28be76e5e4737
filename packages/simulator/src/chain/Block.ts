import type { Address, Hex } from "viem";
import type { Bloom } from "../hash/bloom.ts";
import type { EmittedLog } from "../protocol/Machine.ts";

/** Times in seconds, the base fee in wei. */
export type Header = {
  number: number;
  hash: Hex;
  parentHash: Hex;
  time: number;
  bloom: Bloom;
  stateRoot: Hex;
  transactionsRoot: Hex;
  receiptsRoot: Hex;
  gasUsed: number;
  baseFee: number;
};

/** A transaction as blocks include it. */
export type Included = { hash: Hex; logs: readonly EmittedLog[] };

export type Receipt = Included & { bloom: Bloom; gasUsed: number; cumulativeGasUsed: number };

/** A log where it stands. The shape is that of the indexer's own logs, so that an oracle can take them as they are. */
export type PlacedLog = {
  address: Address;
  topics: readonly Hex[];
  data: Hex;
  blockNumber: bigint;
  blockHash: Hex;
  /** Seconds. */
  blockTime: bigint;
  transactionHash: Hex;
  transactionIndex: number;
  logIndex: number;
};
