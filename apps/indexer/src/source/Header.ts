/** What identifies a block and links it to the one before. Hashes in lower case. */
export type Header = {
  number: bigint;
  hash: string;
  parentHash: string;
  /** Seconds. */
  time: bigint;
};
