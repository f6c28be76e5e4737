import { getAddress } from "viem";
import { expect, test } from "vitest";
import { decodeExecutions } from "./decodeExecutions.ts";
import { encodeExecutions } from "./encodeExecutions.ts";

test("what was encoded is decoded", () => {
  const target = getAddress(`0x${"ab".repeat(20)}`);
  for (const executions of [
    [],
    [
      { target, value: 0n, data: "0x" },
      { target, value: 2n ** 256n - 1n, data: "0x01020304" },
    ],
  ] as const) {
    expect(decodeExecutions(encodeExecutions(executions))).toEqual(executions);
  }
});

test("what holds no steps is undefined", () => {
  expect(decodeExecutions("0x")).toBeUndefined();
  expect(decodeExecutions("0x1234")).toBeUndefined();
});
