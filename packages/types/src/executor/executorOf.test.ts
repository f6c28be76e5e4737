import { expect, test } from "vitest";
import { orderVectors } from "../../test/vectors.ts";
import { executorOf } from "./executorOf.ts";

test("an executor is where Solidity has it", () => {
  for (const { spoke, orderId, executor } of orderVectors.executors) expect(executorOf(spoke, orderId)).toBe(executor);
});
