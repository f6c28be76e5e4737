import { expect, test } from "vitest";
import { runConcert } from "../../test/runConcert.ts";

test("the indexer's output and exit code are passed on", async () => {
  const help = await runConcert(["indexer", "--help"]).ended;
  expect(help.code).toBe(0);
  expect(help.output.join("\n")).toContain("indexer start");

  const unknown = await runConcert(["indexer", "strat"]).ended;
  expect(unknown.code).toBe(1);
  expect(unknown.errors).toHaveLength(1);
  expect(unknown.errors[0]).toContain("strat");
});

test("verify and explain are the indexer's", async () => {
  const verify = await runConcert(["verify"]).ended;
  expect(verify.errors).toEqual(["--config is missing: give the path of a file."]);
  const explain = await runConcert(["explain"]).ended;
  expect(explain.errors).toEqual(['ORDER is missing: see "indexer --help".']);
  expect([verify.code, explain.code]).toEqual([1, 1]);
});
