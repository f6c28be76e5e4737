import { zeroHash } from "viem";
import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { extendHead } from "./extendHead.ts";

test("each entry makes the head that Solidity makes of it", () => {
  for (const { entries, heads } of entryVectors.channels) {
    expect(entries.map((entry, index) => extendHead(heads[index - 1] ?? zeroHash, entry))).toEqual(heads);
  }
});
