import type { ChainState } from "@concert/types/tables";

/** How far a chain is indexed, for those who ask. */
export type ChainStatus = {
  chainId: bigint;
  name: string;
  /** That of the checkpoint; undefined until the chain was first read. */
  blockNumber: bigint | undefined;
  /** The latest head that was seen, and when, in milliseconds. */
  headBlockNumber: bigint | undefined;
  headSeenAt: number | undefined;
  /** When it was indexed up to its head last, in milliseconds. */
  caughtUpAt: number | undefined;
  /** Why the chain can't be read now. */
  outage: string | undefined;
  /** Why what was read can't be committed now. */
  failure: string | undefined;
  /** What its next block follows from, and is not there yet. */
  waiting: Waiting | undefined;
  /** Why the chain is not indexed any further, and what to do. */
  stopped: string | undefined;
  /** How many of its events do not fit, and were put aside. */
  poisonCount: number;
};

export type Waiting = {
  requirement: { block: bigint; source: bigint; head: string; key: string };
  /** Milliseconds. */
  since: number;
};

export function unknownStatus(chainId: bigint, name: string): ChainStatus {
  return {
    ...{ chainId, name, blockNumber: undefined, headBlockNumber: undefined, headSeenAt: undefined },
    caughtUpAt: undefined,
    ...{ outage: undefined, failure: undefined, waiting: undefined, stopped: undefined, poisonCount: 0 },
  };
}

/** Notes whether the chain is indexed up to its head. */
export function noteProgress(status: ChainStatus, now: number): void {
  const { blockNumber, headBlockNumber } = status;
  if (blockNumber !== undefined && headBlockNumber !== undefined && blockNumber >= headBlockNumber) {
    status.caughtUpAt = now;
  }
}

/** So long blocks may be on their way. */
const graceMilliseconds = 2_000;

export function isReady(status: ChainStatus, now: number): boolean {
  const { blockNumber, headBlockNumber, caughtUpAt, outage, failure, stopped } = status;
  if (blockNumber === undefined || headBlockNumber === undefined) return false;
  if (outage !== undefined || failure !== undefined || stopped !== undefined) return false;
  return headBlockNumber - blockNumber <= 1n || (caughtUpAt !== undefined && now - caughtUpAt < graceMilliseconds);
}

/** Whether most of the chain is indexed: at least nine blocks of ten from its start block to its head. */
export function isNearlyReady({ blockNumber, headBlockNumber }: ChainStatus, startBlock: bigint): boolean {
  if (blockNumber === undefined || headBlockNumber === undefined) return false;
  return 10n * (headBlockNumber - blockNumber) <= headBlockNumber - startBlock + 10n;
}

export function stateOf({ blockNumber, outage, failure, waiting, stopped }: ChainStatus): ChainState {
  if (stopped !== undefined) return "stopped";
  if (outage !== undefined) return "unreachable";
  if (failure !== undefined) return "failing";
  if (waiting !== undefined) return "waiting";
  return blockNumber === undefined ? "starting" : "following";
}
