import { setImmediate } from "node:timers/promises";
import type { Clock } from "./Clock.ts";

/** A clock that moves only when it is told to. */
export type VirtualClock = Clock & {
  /**
   * Moves on by a time. Who wakes on the way does so in the order of their times, and all that follows within the
   * process by promises, timers of zero and I/O that is ready is let happen before the next one wakes.
   */
  advance(milliseconds: number): Promise<void>;
  /** When the next sleeper wakes; undefined if nobody sleeps. */
  nextWakeAt(): number | undefined;
};

type Sleeper = { at: number; wake: () => void };

/** @param start Milliseconds since 1970. */
export function createVirtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  /** By ascending time; of one time, in the order in which they went to sleep. */
  const sleepers: Sleeper[] = [];

  function insert(sleeper: Sleeper): void {
    let low = 0;
    let high = sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sleepers[middle]!.at <= sleeper.at) low = middle + 1;
      else high = middle;
    }
    sleepers.splice(low, 0, sleeper);
  }

  return {
    now: () => now,
    sleep(milliseconds, signal) {
      if (signal?.aborted === true) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const abort = () => {
        const index = sleepers.indexOf(sleeper);
        if (index !== -1) sleepers.splice(index, 1);
        resolve();
      };
      const sleeper: Sleeper = {
        // Whole milliseconds, as of a real timer: what is less than the precision of so large a number would be no time at
        // all, and who sleeps until enough has passed would do so for ever.
        at: now + Math.max(0, Math.ceil(milliseconds)),
        wake() {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      signal?.addEventListener("abort", abort, { once: true });
      insert(sleeper);
      return promise;
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await setImmediate();
      while (sleepers.length > 0 && sleepers[0]!.at <= end) {
        const sleeper = sleepers.shift()!;
        now = Math.max(now, sleeper.at);
        sleeper.wake();
        await setImmediate();
      }
      now = end;
    },
    nextWakeAt: () => sleepers[0]?.at,
  };
}
