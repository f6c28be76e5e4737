import { createMPT } from "@ethereumjs/mpt";
import { hexToBytes, toHex, toRlp } from "viem";
import { expect, test } from "vitest";
import { emptyTrieRoot, orderedTrieRoot } from "./trieRoot.ts";

test("a root of nothing is the known one", () => {
  expect(emptyTrieRoot).toBe("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
  expect(orderedTrieRoot([])).toBe(emptyTrieRoot);
});

test.for([1, 2, 15, 16, 17, 127, 128, 129, 300])("a root of %d values is that of a trie", async (count) => {
  const values = Array.from({ length: count }, (_, index) => toHex(`value ${index}`.repeat(1 + (index % 40))).slice(2));
  const trie = await createMPT();
  for (const [index, value] of values.entries()) {
    await trie.put(toRlp(index === 0 ? "0x" : toHex(index), "bytes"), hexToBytes(`0x${value}`));
  }
  expect(orderedTrieRoot(values)).toBe(toHex(trie.root()).slice(2));
});
