import { toEventSelector } from "viem";
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

/** What any token emits: where it is in a bloom, that says nothing of a contract of ours. */
const tokenTopics = new Set<string>(
  ["Transfer(address,address,uint256)", "Approval(address,address,uint256)"].map(toEventSelector),
);

/**
 * Whether a block's bloom admits logs that were not given: a contract that has none, or an event that no log is of. It may
 * do so by accident, the more the fuller it is: then only contracts are looked at.
 *
 * @param contracts By address, the first topics of the events of each.
 */
export function admitsMore(
  bloom: string,
  logs: readonly ParsedLog[],
  contracts: ReadonlyMap<string, readonly string[]>,
): boolean {
  const givers = new Set(logs.map(({ address }) => address));
  const given = new Set(logs.map((log) => log.topics[0]));
  const admitted = [...contracts].filter(([address]) => mayContain(bloom, address));
  const silent = admitted.filter(([address]) => !givers.has(address));
  if (silent.some(([, topics]) => topics.some((topic) => mayContain(bloom, topic)))) return true;
  const topics = [...new Set(admitted.flatMap(([, topics]) => topics))].filter((topic) => !tokenTopics.has(topic));
  const accident = topics.length * fullness(bloom) ** 3;
  return accident < mostChance && topics.some((topic) => !given.has(topic) && mayContain(bloom, topic));
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
