/** How far a chain is indexed, for those who ask. */
export type ChainStatus = {
  chainId: bigint;
  name: string;
  /** That of the checkpoint; undefined until the chain was first read. */
  blockNumber: bigint | undefined;
  /** The latest head that was seen. */
  headBlockNumber: bigint | undefined;
  /** Why the chain can't be read now. */
  outage: string | undefined;
  /** Why what was read can't be committed now. */
  failure: string | undefined;
};

/** A block may be on its way while it is asked. */
export function isReady({ blockNumber, headBlockNumber, outage, failure }: ChainStatus): boolean {
  if (blockNumber === undefined || headBlockNumber === undefined) return false;
  return outage === undefined && failure === undefined && headBlockNumber - blockNumber <= 1n;
}
