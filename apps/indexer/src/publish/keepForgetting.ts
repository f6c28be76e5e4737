import type { Clock } from "../clock.ts";
import { firstLine, type Log } from "../log.ts";
import type { Store } from "../store/connectStore.ts";
import { forgetCuts } from "./forgetCuts.ts";

export type KeepForgettingParameters = {
  store: Store;
  retentionDays: number;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
};

const intervalMilliseconds = 600_000;

/** Deletes cuts that are older than a number of days, every ten minutes until the signal. */
export async function keepForgetting(parameters: KeepForgettingParameters): Promise<void> {
  const { store, retentionDays, clock, log, signal } = parameters;
  while (!signal.aborted) {
    try {
      const count = await forgetCuts(store, retentionDays);
      if (count > 0) log.info("old cuts deleted", { count });
    } catch (error) {
      log.warn("old cuts can't be deleted, trying again later", { error: firstLine(error) });
    }
    await clock.sleep(intervalMilliseconds, signal);
  }
}
