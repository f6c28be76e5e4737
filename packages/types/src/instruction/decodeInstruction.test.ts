import { concat, size, slice } from "viem";
import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { decodeInstruction } from "./decodeInstruction.ts";

const { entry } = entryVectors.pays[1]!;
const configure = entryVectors.configures[0]!.entry;

test("instructions made by Solidity are decoded", () => {
  for (const { pay, entry } of entryVectors.pays) expect(decodeInstruction(entry)).toEqual({ kind: "pay", ...pay });
  for (const { accepting, entryFee, entry } of entryVectors.configures) {
    expect(decodeInstruction(entry)).toEqual({ kind: "configure", accepting, entryFeeGwei: entryFee });
  }
});

test("an instruction of any other length is malformed", () => {
  for (const whole of [entry, configure]) {
    for (let length = 0; length < size(whole); ++length) {
      expect(decodeInstruction(length === 0 ? "0x" : slice(whole, 0, length))).toEqual({ kind: "malformed" });
    }
    expect(decodeInstruction(concat([whole, "0x00"]))).toEqual({ kind: "malformed" });
  }
});

test("an instruction of any other kind is malformed", () => {
  for (let kind = 0; kind < 256; ++kind) {
    const start = `0x${kind.toString(16).padStart(2, "0")}` as const;
    expect(decodeInstruction(concat([start, slice(entry, 1)])).kind).toBe(kind === 0 ? "pay" : "malformed");
    expect(decodeInstruction(concat([start, slice(configure, 1)])).kind).toBe(kind === 1 ? "configure" : "malformed");
  }
});
