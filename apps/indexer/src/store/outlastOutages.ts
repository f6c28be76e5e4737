import type { Clock } from "../clock.ts";
import { classifyFailure } from "../commit/classifyFailure.ts";
import { firstLine, type Log } from "../log.ts";

export type OutlastOutagesParameters = {
  clock: Clock;
  log: Log;
  signal: AbortSignal;
};

const pauses = { least: 100, most: 5_000 };

/**
 * Does something, and does it anew whenever the database is away meanwhile, until the signal. Doing it twice must be the
 * same as doing it once.
 *
 * @throws What it throws for another reason, and whatever it throws after the signal.
 */
export async function outlastOutages<Result>(
  act: () => Promise<Result>,
  { clock, log, signal }: OutlastOutagesParameters,
): Promise<Result> {
  for (let pause = pauses.least; ; pause = Math.min(2 * pause, pauses.most)) {
    try {
      return await act();
    } catch (error) {
      const outage = findOutage(error);
      if (signal.aborted || outage === undefined) throw error;
      log.warn("the database does not answer, trying again", { error: firstLine(outage), milliseconds: pause });
      await clock.sleep(pause, signal);
    }
  }
}

/** Why the database is away, if that is what has failed, or what it was made of. */
export function findOutage(error: unknown): unknown {
  return [error, (error as Error).cause].find(
    (reason) => reason !== undefined && classifyFailure(reason) === "transient",
  );
}
