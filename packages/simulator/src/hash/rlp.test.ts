import { type Hex, keccak256, toHex, toRlp } from "viem";
import { expect, test } from "vitest";
import { keccak } from "./keccak.ts";
import { integerDigits, rlp } from "./rlp.ts";

const items = ["", "00", "7f", "80", "ab".repeat(55), "ab".repeat(56), "ab".repeat(300)];

test.for(items)("bytes are encoded as viem does", (digits) => {
  expect(`0x${rlp(digits)}`).toBe(toRlp(`0x${digits}`));
});

test("so are lists, and lists of lists", () => {
  const hex = items.map((digits): Hex => `0x${digits}`);
  expect(`0x${rlp([items, "01", []])}`).toBe(toRlp([hex, "0x01", []]));
});

test("integers have no leading zeros", () => {
  expect([0, 1, 255, 256, 2n ** 64n].map(integerDigits)).toEqual(["", "01", "ff", "0100", "010000000000000000"]);
});

test.for([0, 1, 135, 136, 137, 20_000])("keccak of %d bytes is viem's", (length) => {
  const bytes = toHex(new Uint8Array(length).fill(7));
  expect(keccak(bytes)).toBe(keccak256(bytes));
});
