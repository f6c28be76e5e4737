import { expect, test } from "vitest";
import { runConcert } from "../test/runConcert.ts";

test("--help lists the commands", async () => {
  const { code, output, errors } = await runConcert(["--help"]).ended;
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect(output.join("\n")).toMatch(/^Usage: concert <command>.*deploy.*indexer/s);
});

test("without a command it says which there are", async () => {
  const { code, output } = await runConcert([]).ended;
  expect(code).toBe(1);
  expect(output[0]).toBe("Usage: concert <command>");
});

test.for([["deplyo"], ["toString"], ["--config"]])('"%s" is no command', async ([name]) => {
  const { code, output, errors } = await runConcert([name!]).ended;
  expect({ code, output, errors }).toEqual({
    code: 1,
    output: [],
    errors: [
      `"${name}" is no command: give one of deploy, indexer, pause, unpause, retire, deposit, withdraw, transfer, mature, balance, open, order, redeem, quote, limit, verify, explain.`,
    ],
  });
});
