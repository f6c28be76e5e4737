import type { RangeLimit } from "./ProviderError.ts";

/** How many blocks a provider is asked for at once; it is learned from what it answers and refuses. */
export type RangeSize = {
  blocks: number;
  /** More than so many were refused lately. */
  ceiling: number;
  /** Answers since the ceiling was met. */
  answerCount: number;
  /** More than so many logs are not wanted at once. */
  wantedLogs: number;
};

/** What an answer should come to: enough that calls are few, and little enough that several fit into memory. */
const wanted = { logs: 5_000, bytes: 5_000_000 };
const startBlocks = 25;
const mostBlocks = 1_000_000;
const growth = 4;
/** After so many answers, a ceiling is tried again: providers change their limits, and some count logs. */
const answersUnderCeiling = 20;

export function createRangeSize(): RangeSize {
  return { blocks: startBlocks, ceiling: mostBlocks, answerCount: 0, wantedLogs: wanted.logs };
}

/** Learns from an answer. */
export function growRange(range: RangeSize, answer: { blocks: number; logs: number; bytes: number }): void {
  range.answerCount++;
  if (range.answerCount >= answersUnderCeiling && range.ceiling < mostBlocks) {
    range.ceiling = Math.min(range.ceiling * 2, mostBlocks);
    range.answerCount = 0;
  }
  const fullness = Math.max(answer.logs / range.wantedLogs, answer.bytes / wanted.bytes);
  const fitting = fullness === 0 ? Number.POSITIVE_INFINITY : (0.9 * answer.blocks) / fullness;
  // A short range at the end says little of what a long one would hold.
  const grown = Math.min(fitting, Math.max(growth * answer.blocks, range.blocks));
  range.blocks = clamp(Math.floor(grown), 1, Math.min(range.ceiling, mostBlocks));
}

/**
 * Learns from a refusal.
 *
 * @param asked How many blocks were too many.
 */
export function shrinkRange(range: RangeSize, asked: { from: bigint; blocks: number }, limit: RangeLimit = {}): void {
  const { suggestion } = limit;
  const suggested = suggestion?.from === asked.from ? Number(suggestion.to - suggestion.from) + 1 : undefined;
  if (limit.logs !== undefined)
    range.wantedLogs = Math.min(range.wantedLogs, Math.max(Math.floor(0.8 * limit.logs), 1));
  range.answerCount = 0;
  range.ceiling = Math.max(asked.blocks - 1, 1);
  const next = [suggested, limit.blocks].find((blocks) => blocks !== undefined && blocks >= 1 && blocks < asked.blocks);
  if (limit.blocks !== undefined && limit.blocks === next) range.ceiling = limit.blocks;
  range.blocks = clamp(next ?? Math.floor(asked.blocks / 2), 1, range.ceiling);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
