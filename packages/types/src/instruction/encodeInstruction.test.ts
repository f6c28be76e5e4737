import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { encodeInstruction } from "./encodeInstruction.ts";

test("instructions are encoded as in Solidity", () => {
  for (const { pay, entry } of entryVectors.pays) expect(encodeInstruction({ kind: "pay", ...pay })).toBe(entry);
  for (const { accepting, fee, entry } of entryVectors.configures) {
    expect(encodeInstruction({ kind: "configure", accepting, entryFeeGwei: fee })).toBe(entry);
  }
});

test("a value that does not fit its type is refused", () => {
  const { pay } = entryVectors.pays[0]!;
  expect(() => encodeInstruction({ kind: "pay", ...pay, amount: -1n })).toThrow("-1");
  expect(() => encodeInstruction({ kind: "pay", ...pay, fee: 2n ** 40n })).toThrow("1099511627776");
  expect(() => encodeInstruction({ kind: "pay", ...pay, fee: 2n ** 64n })).toThrow("18446744073709551616");
  expect(() => encodeInstruction({ kind: "pay", ...pay, tokenFee: 2n ** 128n })).toThrow(`${2n ** 128n}`);
});
