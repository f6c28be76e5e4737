import { concat, type Hex, keccak256 } from "viem";

/**
 * The head after entries of which only the hashes are known. A head is the upper 240 bits of a hash, its low 16 bits
 * zero.
 *
 * @param head Head before the first of them.
 * @param entryHashes In the order in which the entries were queued.
 */
export function foldHeads(head: Hex, entryHashes: readonly Hex[]): Hex {
  return entryHashes.reduce(
    (before, entryHash): Hex => `${keccak256(concat([before, entryHash])).slice(0, -4) as Hex}0000`,
    head,
  );
}
