import type { Job } from "./Job.ts";

export type BatchingOptions = {
  /** How many entries or orders are worth a transaction at once. */
  size: number;
  /** Milliseconds after which fewer are. */
  age: number;
};

/** Lets entries and orders wait for others, so that they share a transaction. */
export type Batching = {
  /** The jobs that are due now. It must see every look's jobs: what it does not see waits no more. */
  select(jobs: readonly Job[]): Job[];
};

export function createBatching({ size, age }: BatchingOptions, now: () => number = Date.now): Batching {
  let waitingSince = new Map<string, number>();
  return {
    select(jobs) {
      const time = now();
      const seen = new Map<string, number>();
      const due = jobs.filter((job) => {
        if (!("batch" in job) || job.batch === undefined) return true;
        const { count, names } = job.batch;
        for (const name of names) seen.set(name, waitingSince.get(name) ?? time);
        return count >= size || names.some((name) => time - seen.get(name)! >= age);
      });
      waitingSince = seen;
      return due;
    },
  };
}
