import { createMPT } from "@ethereumjs/mpt";
import { concat, type Hex, hexToBytes, toHex, toRlp } from "viem";

export type JsonReceipt = {
  type: Hex;
  status: Hex;
  cumulativeGasUsed: Hex;
  logsBloom: Hex;
  logs: readonly { address: Hex; topics: readonly Hex[]; data: Hex }[];
};

/** The root of a block's receipts as JSON-RPC tells them. */
export async function rootOfReceipts(receipts: readonly JsonReceipt[]): Promise<Hex> {
  const trie = await createMPT();
  for (const [index, { type, status, cumulativeGasUsed, logsBloom, logs }] of receipts.entries()) {
    const fields = logs.map(({ address, topics, data }) => [address, [...topics], data]);
    const encoded = concat([
      toHex(Number(type), { size: 1 }),
      toRlp([status === "0x1" ? "0x01" : "0x", toHex(BigInt(cumulativeGasUsed)), logsBloom, fields] as never),
    ]);
    await trie.put(toRlp(index === 0 ? "0x" : toHex(index), "bytes"), hexToBytes(encoded));
  }
  return toHex(trie.root());
}
