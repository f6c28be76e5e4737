/** Bounds of a chain's entry fee, as the hub keeps them. */
export type FeePolicy = {
  /** Least fee, in gwei of the chain's native token. */
  minimum: bigint;
  /** Largest fee, in gwei of the chain's native token. */
  maximum: bigint;
  /** What one native token of the hub's chain is worth in the chain's, with 18 decimals. */
  rate: bigint;
};
