import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type Hex, zeroHash } from "viem";
import type { Header, Included } from "../chain/Block.ts";
import { buildHeader } from "../chain/buildHeader.ts";
import { baseFeeAt } from "../chain/createChain.ts";
import { createProtocol } from "../protocol/createProtocol.ts";
import { createRandom } from "../random/createRandom.ts";
import { quantity } from "../rpc/toJson.ts";
import { createTraffic } from "../traffic/createTraffic.ts";
import { recordSize, writeRecord } from "./blockIndex.ts";
import { type HistoryDescription, historyFiles, historyVersion } from "./HistoryDescription.ts";

export type WriteHistoryParameters = {
  /** Is created. What it holds of another history is overwritten. */
  directory: string;
  seed: number;
  /** The first one has the hub. */
  chainIds: readonly number[];
  /** Concert's events per chain, on average: the hub's has more of them. */
  eventsPerChain: number;
  /** Orders that come up per block of a chain: there are about ten times as many events. 4 by default. */
  ordersPerBlock?: number;
  /** Whether headers have a real root of receipts, which takes a sixth of the time. True by default. */
  rootsReceipts?: boolean;
};

const blockSeconds = 2;
const flushedBytes = 4_000_000;

/**
 * Writes the histories of some chains to files, as they would be without forks and faults: per chain the logs, as JSON,
 * and an index of the blocks. What is in memory does not grow with the number of events.
 */
export function writeHistory(parameters: WriteHistoryParameters): HistoryDescription {
  const { directory, seed, chainIds, eventsPerChain, ordersPerBlock = 4, rootsReceipts = true } = parameters;
  mkdirSync(directory, { recursive: true });
  const random = createRandom(seed);
  const protocol = createProtocol({ chainIds, tokensEmit: false });
  const traffic = createTraffic(protocol, random.fork("traffic"), {
    ...{ ordersPerBlock, confirmations: 1, troubled: 0.25, shortDeadlineSeconds: 60, forgets: true },
  });
  const genesisTime = Date.UTC(2026, 0, 1) / 1_000;
  const hashes = random.fork("hashes");
  const drawHash = (): Hex => `0x${hashes.hex32()}`;

  const chains = protocol.chains.map((contracts) => {
    const { chainId } = contracts.machine;
    const writer = openWriter(directory, chainId);
    const header = buildHeader({
      ...{ number: 0, parentHash: zeroHash, time: genesisTime, baseFee: 1_000_000_000, transactions: [] },
      ...{ stateRoot: drawHash(), rootsReceipts },
    });
    writer.add(header, []);
    return { chainId, contracts, writer, parent: header, genesisHash: header.hash };
  });

  const wanted = eventsPerChain * chains.length;
  let events = 0;
  for (let number = 1; events < wanted; number++) {
    const time = genesisTime + number * blockSeconds;
    for (const chain of chains) {
      const { machine } = chain.contracts;
      const baseFee = baseFeeAt(number);
      Object.assign(machine.block, { number, time, baseFee });
      const acts =
        number === 1 ? protocol.setUp(chain.chainId).map((run) => machine.transact(run)!) : traffic.act(chain.chainId);
      const transactions = acts
        .filter(({ logs }) => logs.length > 0)
        .map(({ logs }): Included => ({ hash: drawHash(), logs }));
      machine.state.take();
      chain.parent = buildHeader({
        ...{ number, parentHash: chain.parent.hash, time, baseFee, transactions, stateRoot: drawHash(), rootsReceipts },
      });
      events += chain.writer.add(chain.parent, transactions);
    }
  }

  const description: HistoryDescription = {
    version: historyVersion,
    ...{ seed, eventsPerChain, ordersPerBlock, rootsReceipts, events },
    chains: chains.map(({ chainId, writer, genesisHash }) => ({ chainId, genesisHash, ...writer.close() })),
  };
  // Last: what was not finished is no history.
  writeFileSync(join(directory, "history.json"), `${JSON.stringify(description, null, 2)}\n`);
  return description;
}

function openWriter(directory: string, chainId: number) {
  const files = historyFiles(directory, chainId);
  const logFile = openSync(files.logs, "w");
  const indexFile = openSync(files.blocks, "w");
  /** Logs that are not written yet. */
  const pending = Buffer.allocUnsafe(flushedBytes);
  let pendingBytes = 0;
  let offset = 0;
  let events = 0;
  let blocks = 0;
  const records = Buffer.alloc(recordSize * 1_000);
  let recordCount = 0;

  const flushLogs = (): void => {
    writeWhole(logFile, pending.subarray(0, pendingBytes));
    pendingBytes = 0;
  };
  const flushRecords = (): void => {
    writeWhole(indexFile, records.subarray(0, recordCount * recordSize));
    recordCount = 0;
  };
  return {
    /** @returns How many logs the block has. */
    add(header: Header, transactions: readonly Included[]): number {
      const start = offset;
      const where = `","blockNumber":"${quantity(header.number)}","blockHash":"${header.hash}","blockTimestamp":"${quantity(header.time)}","transactionHash":"`;
      let logIndex = 0;
      for (const [transactionIndex, transaction] of transactions.entries()) {
        const of = `${where}${transaction.hash}","transactionIndex":"${quantity(transactionIndex)}","logIndex":"`;
        for (const { address, topics, data } of transaction.logs) {
          const json = `{"address":"${address}","topics":["${topics.join('","')}"],"data":"${data}${of}${quantity(logIndex++)}","removed":false},`;
          if (pendingBytes + json.length > flushedBytes) flushLogs();
          pendingBytes += pending.write(json, pendingBytes, "latin1");
          offset += json.length;
        }
      }
      const record = { header, offset: start, logCount: logIndex, transactionCount: transactions.length };
      writeRecord(records, recordCount++ * recordSize, record);
      if (recordCount * recordSize === records.length) flushRecords();
      blocks++;
      events += logIndex;
      return logIndex;
    },
    close() {
      flushLogs();
      flushRecords();
      closeSync(logFile);
      closeSync(indexFile);
      return { blocks, events, bytes: offset };
    },
  };
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
