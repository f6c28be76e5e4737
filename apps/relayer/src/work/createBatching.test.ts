import { expect, test } from "vitest";
import { createBatching } from "./createBatching.ts";
import type { Job } from "./Job.ts";

const job = (count: number, ...names: string[]) => ({ kind: "dispatch", batch: { count, names } }) as unknown as Job;

test("a batch is due when it is large enough, or when its oldest has waited long enough", () => {
  let time = 0;
  const { select } = createBatching({ size: 4, age: 1_000 }, () => time);
  const isDue = (count: number, ...names: string[]) => select([job(count, ...names)]).length === 1;
  expect(isDue(4, "a")).toBe(true);
  expect(isDue(3, "b")).toBe(false);
  time = 999;
  expect(isDue(3, "b", "c")).toBe(false);
  time = 1_000;
  expect(isDue(3, "c", "b")).toBe(true);
  // What was seen last waits on; what was not seen in between begins anew.
  expect(isDue(1, "c")).toBe(false);
  time = 1_999;
  expect(isDue(1, "c")).toBe(true);
  expect(select([])).toEqual([]);
  expect(isDue(1, "c")).toBe(false);
});

test("what is no batch never waits, and without an age nothing does", () => {
  const heartbeat = { kind: "heartbeat" } as Job;
  expect(createBatching({ size: 4, age: 1_000 }).select([heartbeat])).toEqual([heartbeat]);
  expect(createBatching({ size: 4, age: 0 }).select([job(1, "a")])).toHaveLength(1);
});
