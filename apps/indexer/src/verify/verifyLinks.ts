import type { ChainLog } from "../source/ChainLog.ts";
import type { Header } from "../source/Header.ts";

/** A provider answered from two forks, or wrongly: asking again may help. */
export class ForkMixedError extends Error {
  override name = "ForkMixedError";
}

/**
 * Checks that blocks follow each other, and that logs belong to them.
 *
 * @param blocks In order, without gaps.
 * @throws {ForkMixedError} If they don't.
 */
export function verifyLinks(blocks: readonly Header[], logs: readonly ChainLog[]): void {
  for (let index = 1; index < blocks.length; index++) {
    const [parent, block] = [blocks[index - 1]!, blocks[index]!];
    if (block.parentHash === parent.hash && block.number === parent.number + 1n) continue;
    throw new ForkMixedError(`block ${block.number} (${block.hash}) does not follow ${parent.number} (${parent.hash})`);
  }
  const hashes = new Map(blocks.map(({ number, hash }) => [number, hash]));
  for (const { blockNumber, blockHash, logIndex } of logs) {
    if (hashes.get(blockNumber) === blockHash) continue;
    throw new ForkMixedError(`log ${logIndex} of block ${blockNumber} is of another fork (${blockHash})`);
  }
}

/**
 * Checks that the logs of a range of final blocks are in it, and that those of its last block are of the block known.
 *
 * @throws {ForkMixedError} If they aren't.
 */
export function verifyRange(from: bigint, last: Header, logs: readonly ChainLog[]): void {
  for (const { blockNumber, blockHash, logIndex } of logs) {
    const outside = blockNumber < from || blockNumber > last.number;
    if (outside || (blockNumber === last.number && blockHash !== last.hash)) {
      throw new ForkMixedError(`log ${logIndex} of block ${blockNumber} (${blockHash}) does not belong to the range`);
    }
  }
}
