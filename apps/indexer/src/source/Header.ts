/** What identifies a block and links it to the one before. Hashes in lower case. */
export type Header = {
  number: bigint;
  hash: string;
  parentHash: string;
  /** Seconds. */
  time: bigint;
  /** What the block commits to; known of blocks that were read one by one. */
  logsBloom?: string | undefined;
  receiptsRoot?: string | undefined;
};

/** A head of a chain, and when it was seen there at the latest: milliseconds of the indexer's clock. */
export type Head = Header & { seenAt: number };
