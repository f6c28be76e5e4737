import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { encodeInstruction } from "./encodeInstruction.ts";

test("instructions are encoded as in Solidity", () => {
  for (const { pay, entry } of entryVectors.pays) expect(encodeInstruction({ kind: "pay", ...pay })).toBe(entry);
});

test("a value that does not fit its type is refused", () => {
  const { pay } = entryVectors.pays[0]!;
  expect(() => encodeInstruction({ kind: "pay", ...pay, amount: -1n })).toThrow("-1");
});
