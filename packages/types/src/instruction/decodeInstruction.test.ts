import { concat, size, slice } from "viem";
import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { decodeInstruction } from "./decodeInstruction.ts";

const { entry } = entryVectors.pays[1]!;

test("instructions made by Solidity are decoded", () => {
  for (const { pay, entry } of entryVectors.pays) expect(decodeInstruction(entry)).toEqual({ kind: "pay", ...pay });
});

test("an instruction of any other length is malformed", () => {
  for (let length = 0; length < size(entry); ++length) {
    expect(decodeInstruction(length === 0 ? "0x" : slice(entry, 0, length))).toEqual({ kind: "malformed" });
  }
  expect(decodeInstruction(concat([entry, "0x00"]))).toEqual({ kind: "malformed" });
});

test("an instruction of any other kind is malformed", () => {
  for (let kind = 1; kind < 256; ++kind) {
    const other = concat([`0x${kind.toString(16).padStart(2, "0")}`, slice(entry, 1)]);
    expect(decodeInstruction(other)).toEqual({ kind: "malformed" });
  }
});
