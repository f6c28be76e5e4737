import type { Causes } from "../decode/Causes.ts";
import { type Decoded, decodeLogs, type PoisonedEvent } from "../decode/decodeLogs.ts";
import { mergeRows, splitRows } from "../decode/Rows.ts";
import type { ChainLog } from "../source/ChainLog.ts";
import type { Header } from "../source/Header.ts";
import type { IndexedChain } from "../source/IndexedChain.ts";
import type { Batch } from "../store/commitBatches.ts";
import type { KnownBlock } from "../verify/findAncestor.ts";

/** Blocks of a chain that were read and decoded, and wait to be committed. */
export type Piece = {
  /** The first block, and the last one. */
  fromBlock: bigint;
  to: KnownBlock;
  /** How many indexed blocks it replaces: those from its first block on. */
  replacedBlockCount: number;
  finalBlockNumber: bigint | undefined;
  /** The last block at least; near the head, each. */
  headers: readonly Header[];
  /** In the order of the chain. */
  logs: readonly ChainLog[];
  decoded: Decoded;
  /** When it had been read, in milliseconds. */
  readAt: number;
  /** Whether it was read near the chain's head. */
  live: boolean;
};

export type ReadPiece = Omit<Piece, "decoded">;

/** @param poisoned Events that are known not to fit, with what is wrong. */
export function decodePiece(
  chain: Pick<IndexedChain, "chainId" | "contracts" | "sender">,
  piece: ReadPiece,
  poisoned: readonly PoisonedEvent[] = [],
): Piece {
  if (poisoned.length === 0) return { ...piece, decoded: decodeLogs(chain, piece.logs) };
  const known = new Set(poisoned.map(({ log }) => log));
  const decoded = decodeLogs(
    chain,
    piece.logs.filter((log) => !known.has(log)),
  );
  decoded.poison.push(...poisoned.filter(({ log }) => piece.logs.includes(log)));
  return { ...piece, decoded };
}

/**
 * Cuts a piece after the latest of its blocks, up to a block, whose hash is known.
 *
 * @returns What is up to there, and the rest; either is absent if there is nothing of it.
 */
export function cutPiece(piece: Piece, lastBlock: bigint): [Piece | undefined, Piece | undefined] {
  if (piece.to.number <= lastBlock) return [piece, undefined];
  const to = latestKnown(piece, lastBlock);
  if (to === undefined) return [undefined, piece];
  const { decoded } = piece;
  const [rowsBefore, rowsAfter] = splitRows(decoded.rows, to.number);
  const part = (
    keep: (block: bigint) => boolean,
    rows: Decoded["rows"],
  ): Pick<Piece, "headers" | "logs" | "decoded"> => ({
    headers: piece.headers.filter(({ number }) => keep(number)),
    logs: piece.logs.filter(({ blockNumber }) => keep(blockNumber)),
    decoded: {
      rows,
      provides: decoded.provides.filter(({ block }) => keep(block)),
      requires: decoded.requires.filter(({ block }) => keep(block)),
      poison: decoded.poison.filter(({ log }) => keep(log.blockNumber)),
    },
  });
  return [
    { ...piece, to, ...part((block) => block <= to.number, rowsBefore) },
    { ...piece, fromBlock: to.number + 1n, replacedBlockCount: 0, ...part((block) => block > to.number, rowsAfter) },
  ];
}

/** A block is known by its header or by its logs. */
function latestKnown({ headers, logs }: Piece, lastBlock: bigint): KnownBlock | undefined {
  const header = headers.findLast(({ number }) => number <= lastBlock);
  const log = logs.findLast(({ blockNumber }) => blockNumber <= lastBlock);
  if (log === undefined || (header !== undefined && header.number >= log.blockNumber)) return header;
  return { number: log.blockNumber, hash: log.blockHash, time: log.blockTime };
}

/** What a chain's pieces, of which each follows the one before, come to when they are committed as one. */
export function toBatch(
  chainId: bigint,
  fromHash: string,
  pieces: readonly Piece[],
  unproven: Batch["unproven"],
): Batch {
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  const { to } = last;
  const finalBlockNumber = pieces.findLast((piece) => piece.finalBlockNumber !== undefined)?.finalBlockNumber;
  const headers = pieces.flatMap((piece) => piece.headers);
  const kept = headers.filter(({ number }) => finalBlockNumber === undefined || number >= finalBlockNumber);
  const known = kept.at(-1)?.number === to.number ? kept : [...kept, to];
  return {
    ...{ chainId, fromHash, fromBlock: first.fromBlock, to, finalBlockNumber, unproven },
    replacedBlockCount: first.replacedBlockCount,
    blocks: known,
    rows: mergeRows(pieces.map(({ decoded }) => decoded.rows)),
    poison: pieces.flatMap(({ decoded }) => decoded.poison),
  };
}

export function causesOf(pieces: readonly Piece[]): Causes {
  return {
    provides: pieces.flatMap(({ decoded }) => decoded.provides),
    requires: pieces.flatMap(({ decoded }) => decoded.requires),
  };
}
