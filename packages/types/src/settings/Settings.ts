/** What the hub tells a spoke: whether it takes orders and fills, and what an entry pays at least. */
export type Settings = {
  accepting: boolean;
  /** Least fee of an entry, in gwei of the spoke's native token. */
  entryFeeGwei: bigint;
};
