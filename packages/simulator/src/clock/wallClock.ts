import { setTimeout } from "node:timers/promises";
import type { Clock } from "./Clock.ts";

export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
};
