import type { IndexedChain } from "../source/IndexedChain.ts";
import type { KnownBlock } from "../verify/findAncestor.ts";
import type { Piece } from "./Piece.ts";

/** What is read of one chain and not committed yet. */
export type Lane = {
  chain: IndexedChain;
  /** Where the checkpoint stands once all that is being committed is. */
  base: KnownBlock;
  /** Each follows the one before, the first `base`, or what it has in common with the chain. */
  pieces: Piece[];
  /** Events and bytes that wait or are being committed. */
  eventCount: number;
  byteCount: number;
  /** How many commits that hold pieces of it are under way. */
  flightCount: number;
  /** Whether the reader waits for room. */
  full: boolean;
  /** What its blocks require, and the database was found to hold. */
  known: Set<string>;
  /** What they require, and was found to be nowhere. */
  missing: Set<string>;
  /** What its last commits provide that others may follow from, oldest first: it is there as long as the checkpoint stands. */
  recent: Set<string>;
  /** How often its commit has failed in a row, for a reason of its own; then it is tried by itself, not before a time. */
  failureCount: number;
  notBefore: number;
  /** Why what was pushed is stale: the reader has to start again from the checkpoint. */
  stale: Error | undefined;
};

export function createLane(chain: IndexedChain, base: KnownBlock): Lane {
  return {
    ...{ chain, base, pieces: [], eventCount: 0, byteCount: 0, flightCount: 0, full: false },
    ...{ known: new Set<string>(), missing: new Set<string>(), recent: new Set<string>() },
    ...{ failureCount: 0, notBefore: 0, stale: undefined },
  };
}

export function sizeOf(pieces: readonly Piece[]): { eventCount: number; byteCount: number } {
  let [eventCount, byteCount] = [0, 0];
  for (const { logs } of pieces) {
    eventCount += logs.length;
    for (const { data } of logs) byteCount += data.length;
  }
  return { eventCount, byteCount };
}
