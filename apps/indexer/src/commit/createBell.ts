import type { Clock } from "../clock.ts";

/** Wakes whoever waits; rung while nobody does, the next one does not wait. */
export type Bell = {
  ring(): void;
  /** Waits until it is rung, for so many milliseconds at most, or until the signal. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
};

/** Without a reason, an abort makes one each time, with a stack. */
const rings = new Error("it rings");

export function createBell(clock: Clock): Bell {
  let rung = false;
  let waking: AbortController | undefined;
  return {
    ring() {
      rung = true;
      waking?.abort(rings);
    },
    async wait(milliseconds, signal) {
      if (!rung && !signal.aborted) {
        waking = new AbortController();
        await clock.sleep(milliseconds, AbortSignal.any([signal, waking.signal]));
        waking = undefined;
      }
      rung = false;
    },
  };
}
