import type { Header } from "../source/Header.ts";
import { LieError } from "../source/ProviderError.ts";
import type { ParsedLog } from "../source/parse.ts";
import { fullness, mayContain } from "./bloom.ts";

/**
 * Checks that logs are of a block, and that its bloom admits them.
 *
 * @throws {LieError} If not.
 */
export function verifyLogs({ number, hash, logsBloom }: Header, logs: readonly ParsedLog[]): void {
  for (const { blockNumber, blockHash, logIndex, address, topics } of logs) {
    if (blockNumber !== number || blockHash !== hash) {
      throw new LieError(
        "foreign_logs",
        `asked for block ${number} (${hash}), it gave a log of ${blockNumber} (${blockHash})`,
      );
    }
    if (logsBloom === undefined) continue;
    if (mayContain(logsBloom, address) && topics.every((topic) => mayContain(logsBloom, topic))) continue;
    throw new LieError("bad_bloom", `log ${logIndex} of block ${number} (${hash}) is not in the block's bloom`);
  }
}

/** A chance of "maybe" by accident above this says nothing. */
const mostChance = 0.1;

/**
 * Whether a block's bloom admits logs that were not given. It may do so by accident, the more the fuller it is: then only
 * contracts that have no log at all are asked about.
 */
export function admitsMore(
  bloom: string,
  logs: readonly ParsedLog[],
  contracts: Iterable<string>,
  topics: readonly string[],
): boolean {
  const chance = topics.length * fullness(bloom) ** 3;
  for (const address of contracts) {
    if (!mayContain(bloom, address)) continue;
    const given = new Set(logs.flatMap((log) => (log.address === address ? [log.topics[0]] : [])));
    const admitted = topics.filter((topic) => !given.has(topic) && mayContain(bloom, topic));
    if (admitted.length > 0 && (given.size === 0 || chance < mostChance)) return true;
  }
  return false;
}

/**
 * Checks that the logs of a range of final blocks are in it, that those of a block agree on its hash, and that those of
 * the blocks that are known are of these.
 *
 * @param logs In order.
 * @throws {LieError} If not.
 */
export function verifyRange(first: Header, last: Header, logs: readonly ParsedLog[]): void {
  let before: ParsedLog | undefined;
  for (const log of logs) {
    const { blockNumber, blockHash, logIndex } = log;
    const known = blockNumber === last.number ? last : blockNumber === first.number ? first : undefined;
    const outside = blockNumber < first.number || blockNumber > last.number;
    const torn = before?.blockNumber === blockNumber && before.blockHash !== blockHash;
    if (outside || torn || (known !== undefined && known.hash !== blockHash)) {
      throw new LieError(
        "foreign_logs",
        `log ${logIndex} of block ${blockNumber} (${blockHash}) does not belong to blocks ${first.number} to ${last.number}`,
      );
    }
    before = log;
  }
}
