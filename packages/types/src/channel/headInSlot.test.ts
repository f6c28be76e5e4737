import { zeroHash } from "viem";
import { expect, test } from "vitest";
import { proofVectors } from "../../test/vectors.ts";
import { headInSlot } from "./headInSlot.ts";

test("the low 16 bits, which are a spoke's settings, are no part of a head", () => {
  expect(headInSlot(`0x${"ab".repeat(32)}`)).toBe(`0x${"ab".repeat(30)}0000`);
  expect(headInSlot(`0x${"00".repeat(30)}ffff`)).toBe(zeroHash);
});

test("of what chains keep, the head is all but that", () => {
  for (const { value } of proofVectors.proofs) expect(headInSlot(value)).toBe(`${value.slice(0, -4)}0000`);
});
