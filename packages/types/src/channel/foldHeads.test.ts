import { zeroHash } from "viem";
import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { foldHeads } from "./foldHeads.ts";

test("from every head the remaining hashes lead to the last one", () => {
  for (const { hashes, heads } of entryVectors.channels) {
    for (let index = 0; index <= heads.length; ++index) {
      expect(foldHeads(heads[index - 1] ?? zeroHash, hashes.slice(index))).toBe(heads.at(-1));
    }
  }
});
