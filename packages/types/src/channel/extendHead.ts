import type { Hex } from "viem";
import { foldHeads } from "./foldHeads.ts";
import { hashEntry } from "./hashEntry.ts";

/**
 * The head that an entry makes when it is queued.
 *
 * @param head Head before the entry; `zeroHash` before the first one.
 */
export function extendHead(head: Hex, entry: Hex): Hex {
  return foldHeads(head, [hashEntry(entry)]);
}
