import type { ForgeResult } from "../analysis/privateCopy.ts";

/** What takes this many times as long as the original may never end. */
const PATIENCE = 10;
const LEAST_PATIENCE_MILLISECONDS = 30_000;
/** What was ended gets this many times as long the next time: on a busy machine the first limit is met by chance. */
const SECOND_PATIENCE = 4;

export interface PatientResult {
  result: ForgeResult;
  /** What the run was given, the last one if there were two. */
  limitMilliseconds: number;
}

/**
 * Runs forge on a mutant, and once more with more time if it ran out of that.
 *
 * @param originalMilliseconds What the same tests take on the original.
 */
export async function runPatiently(
  originalMilliseconds: number,
  run: (timeoutMilliseconds: number) => Promise<ForgeResult>,
): Promise<PatientResult> {
  const firstLimit = Math.max(originalMilliseconds * PATIENCE, LEAST_PATIENCE_MILLISECONDS);
  const first = await run(firstLimit);
  if (!first.timedOut) return { result: first, limitMilliseconds: firstLimit };
  const secondLimit = firstLimit * SECOND_PATIENCE;
  return { result: await run(secondLimit), limitMilliseconds: secondLimit };
}
