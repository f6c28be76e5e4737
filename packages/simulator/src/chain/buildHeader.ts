import { type Hex, zeroAddress, zeroHash } from "viem";
import { addToBloom, bloomDigits, emptyBloom } from "../hash/bloom.ts";
import { keccakDigits } from "../hash/keccak.ts";
import { integerDigits, rlpBytes, rlpList } from "../hash/rlp.ts";
import { emptyTrieRoot, orderedTrieRoot } from "../hash/trieRoot.ts";
import type { EmittedLog } from "../protocol/Machine.ts";
import type { Header, Included, Receipt } from "./Block.ts";

/** Hash of an empty list of uncles. */
export const emptyUncles: Hex = `0x${keccakDigits("c0")}`;
export const blockGasLimit = 30_000_000;

export type BuildHeaderParameters = {
  number: number;
  parentHash: Hex;
  time: number;
  baseFee: number;
  /** Whatever tells two blocks of the same content apart, as a real state root would. */
  stateRoot: Hex;
  transactions: readonly Included[];
  /** Otherwise the root is that of no receipts. */
  rootsReceipts: boolean;
};

/**
 * The header of a block, as chains since the merge have it: the hash is that of its RLP. There are no signed
 * transactions behind it, so that its state root and its transactions' root are just numbers.
 */
export function buildHeader(parameters: BuildHeaderParameters): Header {
  const { number, parentHash, time, baseFee, stateRoot, transactions, rootsReceipts } = parameters;
  const bloom = emptyBloom();
  let gasUsed = 0;
  for (const { logs } of transactions) {
    gasUsed += gasOf(logs);
    for (const log of logs) addLog(bloom, log);
  }
  const receiptsRoot: Hex = `0x${
    rootsReceipts ? orderedTrieRoot(receiptsOf(transactions).map(encodeReceipt)) : emptyTrieRoot
  }`;
  const transactionsRoot: Hex = `0x${
    transactions.length === 0 ? emptyTrieRoot : keccakDigits(transactions.map(({ hash }) => hash.slice(2)).join(""))
  }`;
  const fields = [
    ...[parentHash, emptyUncles, zeroAddress, stateRoot, transactionsRoot, receiptsRoot].map((hex) => hex.slice(2)),
    bloomDigits(bloom),
    // Difficulty, then the number.
    ...["", integerDigits(number), integerDigits(blockGasLimit), integerDigits(gasUsed), integerDigits(time)],
    // Extra data, random value, nonce.
    ...["", zeroHash.slice(2), "0".repeat(16), integerDigits(baseFee)],
  ];
  const hash: Hex = `0x${keccakDigits(rlpList(fields.map(rlpBytes)))}`;
  return { number, hash, parentHash, time, bloom, stateRoot, transactionsRoot, receiptsRoot, gasUsed, baseFee };
}

export function receiptsOf(transactions: readonly Included[]): Receipt[] {
  let cumulativeGasUsed = 0;
  return transactions.map(({ hash, logs }) => {
    const bloom = emptyBloom();
    for (const log of logs) addLog(bloom, log);
    const gasUsed = gasOf(logs);
    cumulativeGasUsed += gasUsed;
    return { hash, logs, bloom, gasUsed, cumulativeGasUsed };
  });
}

/** As the trie of receipts holds it: of a transaction of type 2 that succeeded. */
function encodeReceipt({ cumulativeGasUsed, bloom, logs }: Receipt): string {
  const encodedLogs = logs.map(({ address, topics, data }) =>
    rlpList([
      rlpBytes(address.slice(2)),
      rlpList(topics.map((topic) => rlpBytes(topic.slice(2)))),
      rlpBytes(data.slice(2)),
    ]),
  );
  const fields = ["01", rlpBytes(integerDigits(cumulativeGasUsed)), rlpBytes(bloomDigits(bloom)), rlpList(encodedLogs)];
  return `02${rlpList(fields)}`;
}

function addLog(bloom: Uint8Array, { address, topics }: EmittedLog): void {
  addToBloom(bloom, address);
  for (const topic of topics) addToBloom(bloom, topic);
}

function gasOf(logs: readonly EmittedLog[]): number {
  return 60_000 + 15_000 * logs.length;
}
