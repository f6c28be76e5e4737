import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { hashEntry } from "./hashEntry.ts";

test("entries hash as in Solidity", () => {
  for (const { entries, hashes } of entryVectors.channels) expect(entries.map(hashEntry)).toEqual(hashes);
  for (const { entry, hash } of entryVectors.filled) expect(hashEntry(entry)).toBe(hash);
});
