/** A log as the next stages take it, whatever it was read from. Hex in lower case. */
export type ChainLog = {
  address: string;
  topics: readonly string[];
  data: string;
  blockNumber: bigint;
  blockHash: string;
  /** Seconds. */
  blockTime: bigint;
  transactionHash: string;
  transactionIndex: number;
  logIndex: number;
};
