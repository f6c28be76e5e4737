import { type Hex, zeroAddress, zeroHash } from "viem";
import type { Header, Included, PlacedLog } from "../chain/Block.ts";
import { blockGasLimit, emptyUncles, receiptsOf } from "../chain/buildHeader.ts";
import { placeLogs } from "../chain/placeLogs.ts";
import { bloomDigits } from "../hash/bloom.ts";
import type { JsonLog } from "./Node.ts";

export function quantity(value: number | bigint): Hex {
  return `0x${value.toString(16)}`;
}

export function headerToJson(header: Header) {
  return {
    number: quantity(header.number),
    hash: header.hash,
    parentHash: header.parentHash,
    sha3Uncles: emptyUncles,
    miner: zeroAddress,
    stateRoot: header.stateRoot,
    transactionsRoot: header.transactionsRoot,
    receiptsRoot: header.receiptsRoot,
    logsBloom: `0x${bloomDigits(header.bloom)}` as Hex,
    difficulty: "0x0",
    gasLimit: quantity(blockGasLimit),
    gasUsed: quantity(header.gasUsed),
    timestamp: quantity(header.time),
    extraData: "0x",
    mixHash: zeroHash,
    nonce: "0x0000000000000000",
    baseFeePerGas: quantity(header.baseFee),
  };
}

/** With the hashes of its transactions: there is nothing else to know about them. */
export function blockToJson({ header, transactions }: { header: Header; transactions: readonly { hash: Hex }[] }) {
  return {
    ...headerToJson(header),
    size: quantity(540 + 500 * transactions.length),
    transactions: transactions.map(({ hash }) => hash),
    uncles: [],
  };
}

export function logToJson(log: PlacedLog): JsonLog {
  return {
    ...{ address: log.address, topics: log.topics, data: log.data },
    blockNumber: quantity(log.blockNumber),
    blockHash: log.blockHash,
    blockTimestamp: quantity(log.blockTime),
    transactionHash: log.transactionHash,
    transactionIndex: quantity(log.transactionIndex),
    logIndex: quantity(log.logIndex),
    removed: false,
  };
}

export function receiptsToJson(block: { header: Header; transactions: readonly Included[] }) {
  const { header, transactions } = block;
  const logs = placeLogs(block).map(logToJson);
  return receiptsOf(transactions).map((receipt, index) => ({
    type: "0x2",
    status: "0x1",
    transactionHash: receipt.hash,
    transactionIndex: quantity(index),
    blockHash: header.hash,
    blockNumber: quantity(header.number),
    from: zeroAddress,
    to: zeroAddress,
    contractAddress: null,
    cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
    gasUsed: quantity(receipt.gasUsed),
    effectiveGasPrice: quantity(header.baseFee),
    logsBloom: `0x${bloomDigits(receipt.bloom)}` as Hex,
    logs: logs.filter(({ transactionHash }) => transactionHash === receipt.hash),
  }));
}
