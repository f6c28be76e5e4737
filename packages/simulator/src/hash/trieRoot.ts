import { keccakDigits } from "./keccak.ts";
import { integerDigits, rlpBytes, rlpList } from "./rlp.ts";

type Leaf = { path: string; value: string };

/** Root of a trie without a key: the hash of the empty string's RLP. */
export const emptyTrieRoot = keccakDigits("80");

/**
 * Root of the Merkle Patricia trie that holds each value under the RLP of its index, as blocks commit to their
 * transactions and receipts.
 *
 * @param values Hex digits, none empty.
 * @returns Hex digits.
 */
export function orderedTrieRoot(values: readonly string[]): string {
  if (values.length === 0) return emptyTrieRoot;
  const leaves = values
    .map((value, index): Leaf => ({ path: rlpBytes(integerDigits(index)), value }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return keccakDigits(encodeNode(leaves, 0));
}

/** @param depth Nibbles that all paths share and that lie above the node. */
function encodeNode(leaves: readonly Leaf[], depth: number): string {
  const first = leaves[0]!.path;
  if (leaves.length === 1) {
    return rlpList([rlpBytes(compactPath(first.slice(depth), true)), rlpBytes(leaves[0]!.value)]);
  }
  const last = leaves.at(-1)!.path;
  let shared = depth;
  while (first[shared] === last[shared]) shared++;
  if (shared > depth) {
    return rlpList([rlpBytes(compactPath(first.slice(depth, shared), false)), reference(encodeNode(leaves, shared))]);
  }
  const children = Array.from({ length: 16 }, () => "80");
  for (let start = 0; start < leaves.length; ) {
    const nibble = leaves[start]!.path[depth]!;
    let end = start + 1;
    while (end < leaves.length && leaves[end]!.path[depth] === nibble) end++;
    children[Number.parseInt(nibble, 16)] = reference(encodeNode(leaves.slice(start, end), depth + 1));
    start = end;
  }
  // No key is the beginning of another one, so that no branch holds a value.
  return rlpList([...children, "80"]);
}

/** A node of less than 32 bytes stands in its parent itself. */
function reference(node: string): string {
  return node.length < 64 ? node : rlpBytes(keccakDigits(node));
}

function compactPath(nibbles: string, isLeaf: boolean): string {
  const flag = isLeaf ? 2 : 0;
  return nibbles.length % 2 === 0 ? `${flag}0${nibbles}` : `${flag + 1}${nibbles}`;
}
