import { concat, type Hex, keccak256 } from "viem";

/**
 * The head after entries of which only the hashes are known.
 *
 * @param head Head before the first of them.
 * @param entryHashes In the order in which the entries were queued.
 */
export function foldHeads(head: Hex, entryHashes: readonly Hex[]): Hex {
  return entryHashes.reduce((before, entryHash) => keccak256(concat([before, entryHash])), head);
}
