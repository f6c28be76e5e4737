import type { ChainLog } from "./ChainLog.ts";
import type { Header } from "./Header.ts";
import { LieError, ProviderError } from "./ProviderError.ts";

/** A log as JSON-RPC tells it; its block's time is not always told. */
export type ParsedLog = Omit<ChainLog, "blockTime"> & { blockTime: bigint | undefined };

type RawLog = Record<
  "address" | "data" | "blockNumber" | "blockHash" | "transactionHash" | "transactionIndex" | "logIndex",
  string
> & { topics: string[]; blockTimestamp?: string | null; removed?: boolean };

type RawBlock = Record<"number" | "hash" | "parentHash" | "timestamp", string> & {
  logsBloom?: string | null;
  receiptsRoot?: string | null;
};

/**
 * A header as JSON-RPC tells it.
 *
 * @returns Undefined if there is no such block.
 * @throws {ProviderError} If it is none.
 */
export function parseHeader(raw: unknown): Header | undefined {
  if (raw === null) return undefined;
  try {
    const { number, hash, parentHash, timestamp, logsBloom, receiptsRoot } = raw as RawBlock;
    return {
      number: BigInt(number),
      hash: hash.toLowerCase(),
      parentHash: parentHash.toLowerCase(),
      time: BigInt(timestamp),
      logsBloom: logsBloom?.toLowerCase(),
      receiptsRoot: receiptsRoot?.toLowerCase(),
    };
  } catch {
    throw new ProviderError("malformed", "a block that was asked for is none");
  }
}

/**
 * Logs as JSON-RPC tells them, by their place, each once.
 *
 * @throws {ProviderError} If they are none.
 * @throws {LieError} If two are in one place, or one is not of the contracts.
 */
export function parseLogs(raw: unknown, contracts: { has(address: string): boolean }): ParsedLog[] {
  if (!Array.isArray(raw)) throw new ProviderError("malformed", "logs that were asked for are none");
  const logs: ParsedLog[] = [];
  // Most logs share their block with the one before.
  let block: { number: string; parsed: bigint; timestamp: string | null | undefined; time: bigint | undefined } = {
    number: "",
    parsed: 0n,
    timestamp: undefined,
    time: undefined,
  };
  let before: ParsedLog | undefined;
  let sorted = true;
  for (const log of raw as RawLog[]) {
    let parsed: ParsedLog;
    try {
      if (log.blockNumber !== block.number || log.blockTimestamp !== block.timestamp) {
        const { blockNumber: number, blockTimestamp: timestamp } = log;
        const time = timestamp === undefined || timestamp === null ? undefined : BigInt(timestamp);
        block = { number, parsed: BigInt(number), timestamp, time };
      }
      parsed = {
        address: sameAs(before?.address, log.address.toLowerCase()),
        topics: log.topics.map((topic) => topic.toLowerCase()),
        data: log.data.toLowerCase(),
        blockNumber: block.parsed,
        blockHash: sameAs(before?.blockHash, log.blockHash.toLowerCase()),
        blockTime: block.time,
        transactionHash: sameAs(before?.transactionHash, log.transactionHash.toLowerCase()),
        transactionIndex: Number(log.transactionIndex),
        logIndex: Number(log.logIndex),
      };
      if (!Number.isSafeInteger(parsed.logIndex) || !Number.isSafeInteger(parsed.transactionIndex)) throw new Error();
    } catch {
      throw new ProviderError("malformed", "a log that was asked for is none");
    }
    if (!contracts.has(parsed.address)) {
      throw new LieError(
        "foreign_logs",
        `log ${parsed.logIndex} of block ${parsed.blockNumber} is of ${parsed.address}`,
      );
    }
    if (before !== undefined && comparePlaces(before, parsed) >= 0) sorted = false;
    logs.push(parsed);
    before = parsed;
  }
  return sorted ? logs : eachOnce(logs.sort(comparePlaces));
}

/** Of two equal strings the one that is known already: so many logs wait in memory that a copy for each counts. */
function sameAs(known: string | undefined, value: string): string {
  return known === value ? known : value;
}

function eachOnce(logs: readonly ParsedLog[]): ParsedLog[] {
  return logs.filter((log, index) => {
    const before = logs[index - 1];
    if (before === undefined || comparePlaces(before, log) !== 0) return true;
    if (sameLog(before, log)) return false;
    throw new LieError("foreign_logs", `there are two logs ${log.logIndex} in block ${log.blockNumber}`);
  });
}

function comparePlaces(a: ParsedLog, b: ParsedLog): number {
  if (a.blockNumber !== b.blockNumber) return a.blockNumber < b.blockNumber ? -1 : 1;
  return a.logIndex - b.logIndex;
}

/** Whether two providers tell the same of a log. */
export function sameLog(a: Omit<ChainLog, "blockTime">, b: Omit<ChainLog, "blockTime">): boolean {
  return (
    a.blockHash === b.blockHash &&
    a.logIndex === b.logIndex &&
    a.address === b.address &&
    a.data === b.data &&
    a.transactionHash === b.transactionHash &&
    a.transactionIndex === b.transactionIndex &&
    a.topics.length === b.topics.length &&
    a.topics.every((topic, index) => topic === b.topics[index])
  );
}
