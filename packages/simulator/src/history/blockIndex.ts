import type { Hex } from "viem";
import type { Header } from "../chain/Block.ts";

/**
 * What a history's index keeps of a block, in records of one size:
 *
 * offset of its first log in the file of logs 8, time 8, gas used 8, base fee 8, logs 4, transactions 4, hash 32, parent's
 * hash 32, state root 32, transactions' root 32, receipts' root 32, bloom 256
 */
export const recordSize = 456;

export type BlockRecord = {
  header: Header;
  /** Of its first log. */
  offset: number;
  logCount: number;
  transactionCount: number;
};

export function writeRecord(
  into: Buffer,
  at: number,
  { header, offset, logCount, transactionCount }: BlockRecord,
): void {
  into.writeDoubleLE(offset, at);
  into.writeDoubleLE(header.time, at + 8);
  into.writeDoubleLE(header.gasUsed, at + 16);
  into.writeDoubleLE(header.baseFee, at + 24);
  into.writeUInt32LE(logCount, at + 32);
  into.writeUInt32LE(transactionCount, at + 36);
  const hashes = [header.hash, header.parentHash, header.stateRoot, header.transactionsRoot, header.receiptsRoot];
  for (const [index, hash] of hashes.entries()) into.write(hash.slice(2), at + 40 + 32 * index, "hex");
  into.set(header.bloom, at + 200);
}

export function readRecord(from: Buffer, at: number, number: number): BlockRecord {
  const hash = (index: number): Hex => `0x${from.toString("hex", at + 40 + 32 * index, at + 72 + 32 * index)}`;
  return {
    offset: from.readDoubleLE(at),
    logCount: from.readUInt32LE(at + 32),
    transactionCount: from.readUInt32LE(at + 36),
    header: {
      number,
      time: from.readDoubleLE(at + 8),
      gasUsed: from.readDoubleLE(at + 16),
      baseFee: from.readDoubleLE(at + 24),
      hash: hash(0),
      parentHash: hash(1),
      stateRoot: hash(2),
      transactionsRoot: hash(3),
      receiptsRoot: hash(4),
      bloom: from.subarray(at + 200, at + 456),
    },
  };
}
