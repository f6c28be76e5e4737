import { createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { createKeccak } from "hash-wasm";
import { bytesToHex, concatBytes, type Hex, hexToBytes } from "viem";

/** A receipt as `eth_getBlockReceipts` tells it. */
export type RawReceipt = {
  type?: string;
  status?: string;
  /** Of the state after the transaction: in receipts from before Byzantium, in place of the status. */
  root?: string;
  cumulativeGasUsed: string;
  logsBloom: string;
  logs: { address: string; topics: string[]; data: string }[];
  /** Of deposits on chains of the OP Stack. */
  depositNonce?: string | null;
  depositReceiptVersion?: string | null;
};

const depositType = 0x7e;

const hasher = await createKeccak(256);
/** Nodes are hashed at every receipt that is put: the trie's own function takes several times as long. */
const useKeyHashingFunction = (bytes: Uint8Array): Uint8Array => hasher.init().update(bytes).digest("binary");

/**
 * What a block commits to by its receipts: the root of the trie that holds them by their index.
 *
 * @param receipts Of all the block's transactions, in order.
 */
export async function receiptsRoot(receipts: readonly RawReceipt[]): Promise<string> {
  const trie = await createMPT({ useKeyHashingFunction });
  for (const [index, receipt] of receipts.entries()) await trie.put(RLP.encode(index), encodeReceipt(receipt));
  return bytesToHex(trie.root());
}

function encodeReceipt(receipt: RawReceipt): Uint8Array {
  const { status, root, cumulativeGasUsed, logsBloom, logs, depositNonce, depositReceiptVersion } = receipt;
  const type = Number(receipt.type ?? "0x0");
  const outcome = status === undefined ? bytes(root ?? "0x") : quantity(status);
  const fields = [
    outcome,
    quantity(cumulativeGasUsed),
    bytes(logsBloom),
    logs.map(({ address, topics, data }) => [bytes(address), topics.map(bytes), bytes(data)]),
    ...(type === depositType
      ? [depositNonce, depositReceiptVersion].flatMap((extra) => (extra ? [quantity(extra)] : []))
      : []),
  ];
  const payload = RLP.encode(fields);
  return type === 0 ? payload : concatBytes([new Uint8Array([type]), payload]);
}

function bytes(hex: string): Uint8Array {
  return hexToBytes(hex as Hex);
}

/** Numbers have no leading zeros. */
function quantity(hex: string): Uint8Array {
  const digits = hex.slice(2).replace(/^0+/, "");
  return digits === "" ? new Uint8Array() : hexToBytes(`0x${digits.length % 2 === 0 ? "" : "0"}${digits}`);
}
