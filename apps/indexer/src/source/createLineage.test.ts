import { expect, test } from "vitest";
import { createLineage } from "./createLineage.ts";

const block = (number: number, fork = "a") => ({ number: BigInt(number), hash: `${fork}${number}` });

test("the blocks on the way to the last one are remembered", () => {
  const lineage = createLineage();
  lineage.follow(block(4));
  lineage.add([block(5), block(6)]);
  lineage.follow(block(6));
  lineage.add([block(7)]);
  expect([3n, 4n, 5n, 6n, 7n, 8n].map(lineage.hashAt)).toEqual([undefined, "a4", "a5", "a6", "a7", undefined]);
});

test("what led to another block is forgotten", () => {
  const lineage = createLineage();
  lineage.follow(block(4));
  lineage.add([block(5), block(6), block(7)]);
  lineage.follow(block(5));
  lineage.add([block(6, "b")]);
  expect([4n, 5n, 6n, 7n].map(lineage.hashAt)).toEqual([undefined, "a5", "b6", undefined]);
});

test("only the latest are remembered", () => {
  const lineage = createLineage(4);
  lineage.follow(block(1));
  for (const number of [2, 3, 4, 5]) lineage.add([block(number)]);
  expect([3n, 4n, 5n].map(lineage.hashAt)).toEqual([undefined, "a4", "a5"]);
});
