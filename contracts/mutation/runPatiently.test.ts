import { expect, test } from "vitest";
import { runPatiently } from "./runPatiently.ts";

const passed = { code: 0, output: "", timedOut: false };
const failed = { code: 1, output: "[FAIL", timedOut: false };
const ended = { code: undefined, output: "", timedOut: true };

/** Answers with the results in turn. */
async function runWith(originalMilliseconds: number, ...results: (typeof passed | typeof ended)[]) {
  const limits: number[] = [];
  const { result, limitMilliseconds } = await runPatiently(originalMilliseconds, async (limit) => {
    limits.push(limit);
    return results.shift()!;
  });
  return { result, limitMilliseconds, limits };
}

test("what ends in time runs once", async () => {
  expect(await runWith(1_000, passed)).toEqual({ result: passed, limitMilliseconds: 30_000, limits: [30_000] });
  expect(await runWith(1_000, failed)).toMatchObject({ result: failed, limits: [30_000] });
});

test("what runs out of time is tried once more with more of it, and that counts", async () => {
  expect(await runWith(20_000, ended, passed)).toEqual({
    result: passed,
    limitMilliseconds: 800_000,
    limits: [200_000, 800_000],
  });
  expect(await runWith(20_000, ended, failed)).toMatchObject({ result: failed });
  expect(await runWith(0, ended, ended)).toEqual({
    result: ended,
    limitMilliseconds: 120_000,
    limits: [30_000, 120_000],
  });
});
