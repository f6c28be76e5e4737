import { setImmediate } from "node:timers/promises";
import type { VirtualClock } from "@concert/simulator";
import type { Work } from "./trackWork.ts";

/** Turns of the event loop after which nothing more follows by itself. */
const quietTurns = 4;

/** Moves virtual time on, which stands still while Postgres works: a commit takes none of it. */
export type Driver = {
  /** Waits until nothing happens any more unless time moves on. */
  settle: () => Promise<void>;
  /**
   * Lets so many milliseconds pass, or less if the condition holds before: it is asked whenever somebody has woken.
   *
   * @returns Whether it holds.
   */
  advance: (milliseconds: number, until?: () => boolean | Promise<boolean>) => Promise<boolean>;
};

export function createDriver(clock: VirtualClock, work: Work): Driver {
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet++) {
      await setImmediate();
      if (work.running() === 0) continue;
      await work.done();
      quiet = -1;
    }
  }

  return {
    settle,
    async advance(milliseconds, until = () => false) {
      const end = clock.now() + milliseconds;
      for (;;) {
        await settle();
        if (await until()) return true;
        const next = clock.nextWakeAt();
        if (next === undefined || next > end) break;
        await clock.advance(Math.max(0, next - clock.now()));
      }
      await clock.advance(end - clock.now());
      await settle();
      return await until();
    },
  };
}
