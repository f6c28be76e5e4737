import { expect, test } from "vitest";
import { failingTests } from "./failingTests.ts";

test("names each failing test once, whatever its reason says", () => {
  const output = `
[PASS] test_open() (gas: 1)
[FAIL: enough: 425000 >= 425000] test_deliver() (gas: 9519255)
[FAIL: a] (b) [c] () (gas: 1)] test_fill_bracket() (gas: 1)
[FAIL: panic; counterexample: calldata=0x args=[1]] testFuzz_queue(uint64,bytes) (runs: 3, \u03bc: 1, ~: 1)
[FAIL: EvmError: Revert] setUp() (gas: 0)

Failing tests:
[FAIL: enough: 425000 >= 425000] test_deliver() (gas: 9519255)
`;
  expect(failingTests(output)).toEqual(["setUp", "testFuzz_queue", "test_deliver", "test_fill_bracket"]);
  expect(failingTests("[PASS] test_open() (gas: 1)")).toEqual([]);
});
