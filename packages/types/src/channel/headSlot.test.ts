import { expect, test } from "vitest";
import { proofVectors } from "../../test/vectors.ts";
import { headSlot } from "./headSlot.ts";

const { chain, proofs } = proofVectors;

test.for(["hub", "hub, earlier", "spoke"])("the head of %s lies where a chain's own proof shows it", (name) => {
  const proof = proofs.find((candidate) => candidate.name === name)!;
  expect(headSlot(chain)).toBe(proof.slot);
});

test("a slot for another chain is another slot", () => {
  expect(headSlot(31339n)).toBe(proofs.find(({ name }) => name === "hub, for another chain")?.slot);
});
