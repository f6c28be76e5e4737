import { round } from "./results.ts";

/** Per second: of events, and for `copy` and `copyRowsPerSecond` of rows. */
export type FloorRates = {
  stages: Readonly<Record<"fetch" | "parse" | "decode" | "copy" | "project", number>>;
  eventsPerSecond: number;
  copyRowsPerSecond: number;
  rowsPerEvent: number;
};

/** What the floor follows from: what an event takes in each stage, and what that leaves of COPY's own rate. */
export function explainFloor({ stages, eventsPerSecond, copyRowsPerSecond, rowsPerEvent }: FloorRates): string {
  const microseconds = Object.entries({ ...stages, copy: stages.copy / rowsPerEvent }).map(
    ([stage, rate]) => [stage, 1e6 / rate] as const,
  );
  const all = microseconds.reduce((sum, [, each]) => sum + each, 0);
  const each = microseconds.map(([stage, time]) => `${stage} ${round(time)}`).join(", ");
  return [
    `An event takes ${round(all)} µs (${each}): ${round(1e6 / all)} events/s one stage after the other, ${round(eventsPerSecond)} side by side.`,
    `The projection alone makes ${round(stages.project / copyRowsPerSecond)} events per row of COPY alone.`,
  ].join(" ");
}
