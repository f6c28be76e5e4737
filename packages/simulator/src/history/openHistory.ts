import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { type Config, type Deployment, InputError } from "@concert/types";
import type { Header, Included } from "../chain/Block.ts";
import { addresses, silentAddresses, tokensOf } from "../protocol/accounts.ts";
import { vaults } from "../protocol/assets.ts";
import { type JsonLog, type Node, RawJson } from "../rpc/Node.ts";
import { matchesFilter, parseLogFilter } from "../rpc/parseLogFilter.ts";
import { invalidParams, RpcError } from "../rpc/RpcError.ts";
import { blockToJson, headerToJson, quantity, receiptsToJson } from "../rpc/toJson.ts";
import { describeConfig, describeDeployment } from "../world/describe.ts";
import { type BlockRecord, readRecord, recordSize } from "./blockIndex.ts";
import { type HistoryDescription, historyFiles, historyVersion } from "./HistoryDescription.ts";

/** One chain of a history that is served. */
export type HistoryChain = Node & {
  /** Number of the last block that is shown. */
  head(): number;
  /** Of the last one there is. */
  lastBlock: number;
  /** Shows the chain up to a block, and tells it as a new head. At first all of it is shown. */
  setHead(number: number): void;
};

/** The chains of a history, read from their files as they are asked for. */
export type History = {
  description: HistoryDescription;
  chains: readonly HistoryChain[];
  deployment: Deployment;
  /** @param urls Of a chain's providers. */
  config(urls: (chainId: number) => readonly string[]): Config;
  close(): void;
};

const safeDepth = 8;
const finalizedDepth = 16;
/** Most bytes that are read at once. */
const chunkBytes = 1 << 20;

/** @throws {InputError} If the directory holds no history, or one of another version. */
export function openHistory(directory: string): History {
  const description = readDescription(directory);
  const chains = description.chains.map((chain) => openChain(directory, chain, description.chains[0]!.chainId));
  const described = description.chains.map(({ chainId, genesisHash }) => ({
    ...{ id: chainId, name: `chain ${chainId}`, genesisHash },
  }));
  return {
    description,
    chains,
    deployment: describeDeployment(described),
    config: (urls) => describeConfig(described, urls),
    close() {
      for (const chain of chains) chain.close();
    },
  };
}

function readDescription(directory: string): HistoryDescription {
  let description: HistoryDescription;
  try {
    description = JSON.parse(readFileSync(join(directory, "history.json"), "utf8")) as HistoryDescription;
  } catch (error) {
    throw new InputError(`${directory} holds no history: give a directory that one was written to.`, { cause: error });
  }
  if (description.version === historyVersion) return description;
  throw new InputError(
    `${directory} holds a history of version ${description.version}, not ${historyVersion}: write it again.`,
  );
}

function openChain(
  directory: string,
  { chainId, blocks, bytes }: HistoryDescription["chains"][number],
  hubChain: number,
): HistoryChain & { close(): void } {
  const files = historyFiles(directory, chainId);
  const logFile = openSync(files.logs, "r");
  const blockFile = openSync(files.blocks, "r");
  const lastBlock = blocks - 1;
  let head = lastBlock;
  const watchers = new Set<(header: unknown) => void>();
  /** Numbers of blocks by the first 13 digits of their hashes, once a hash is asked for. */
  let numbers: Map<number, number> | undefined;
  const everyAddress = [addresses.spoke, addresses.attestedGateway];
  if (chainId === hubChain) {
    everyAddress.push(addresses.hub, addresses.ledger, addresses.loopbackGateway);
    everyAddress.push(...vaults.map(({ address }) => address));
  }

  const record = (number: number): BlockRecord => {
    const read = Buffer.allocUnsafe(recordSize);
    readSync(blockFile, read, 0, recordSize, number * recordSize);
    return readRecord(read, 0, number);
  };
  const numberOf = (block: unknown): number => {
    switch (block) {
      case "latest":
      case "pending":
        return head;
      case "safe":
        return Math.max(0, head - safeDepth);
      case "finalized":
        return Math.max(0, head - finalizedDepth);
      case "earliest":
        return 0;
      default:
        if (typeof block === "string" && /^0x[0-9a-f]{1,13}$/i.test(block)) return Number(block);
        throw invalidParams(`invalid argument: ${JSON.stringify(block)} is no block number`);
    }
  };
  const numberOfHash = (hash: unknown): number | undefined => {
    const digits = `${hash}`.toLowerCase();
    numbers ??= indexHashes();
    const number = numbers.get(Number.parseInt(digits.slice(2, 15), 16));
    return number !== undefined && number <= head && record(number).header.hash === digits ? number : undefined;
  };
  const indexHashes = (): Map<number, number> => {
    const index = new Map<number, number>();
    const records = Buffer.allocUnsafe(recordSize * 1_000);
    for (let start = 0; start < blocks; start += 1_000) {
      const count = Math.min(1_000, blocks - start);
      readSync(blockFile, records, 0, count * recordSize, start * recordSize);
      for (let offset = 0; offset < count; offset++) {
        const prefix = records.toString("hex", offset * recordSize + 40, offset * recordSize + 47).slice(0, 13);
        index.set(Number.parseInt(prefix, 16), start + offset);
      }
    }
    return index;
  };
  const toJson = (number: number | undefined): unknown => {
    if (number === undefined || number > head) return null;
    const { header } = record(number);
    return blockToJson({ header, transactions: [] });
  };
  const find = (block: unknown): number | undefined => {
    if (typeof block === "string" && block.length === 66) return numberOfHash(block);
    const number = numberOf(block);
    return number > head ? undefined : number;
  };

  /** The logs of blocks, both included, as a JSON array. */
  function readLogs(from: number, to: number): RawJson {
    const start = record(from).offset;
    // Up to the first log of the next block, or to the end of the file.
    const end = to < lastBlock ? record(to + 1).offset : bytes;
    const chunks: Buffer[] = [open];
    // Without the comma after the last one.
    for (let offset = start; offset < end - 1; offset += chunkBytes) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(chunkBytes, end - 1 - offset));
      readSync(logFile, chunk, 0, chunk.length, offset);
      chunks.push(chunk);
    }
    chunks.push(close);
    return new RawJson(chunks);
  }

  function getLogs(parameter: unknown): unknown {
    const filter = parseLogFilter(parameter);
    let from: number;
    let to: number;
    if ("blockHash" in filter) {
      const number = numberOfHash(filter.blockHash);
      if (number === undefined) throw new RpcError(-32000, "unknown block");
      from = to = number;
    } else {
      from = numberOf(filter.fromBlock);
      to = numberOf(filter.toBlock);
      if (from > to) throw invalidParams("invalid block range params");
      to = Math.min(to, head);
      if (from > to) return [];
    }
    const logs = readLogs(from, to);
    const takesAll =
      filter.topics.every((topic) => topic === undefined) &&
      (filter.addresses === undefined || everyAddress.every((address) => filter.addresses!.has(address)));
    if (takesAll) return logs;
    const parsed = JSON.parse(Buffer.concat(logs.chunks).toString("latin1")) as JsonLog[];
    return parsed.filter((log) => matchesFilter(filter, log));
  }

  /** A history has no transactions without logs. */
  function receiptsOf(number: number): unknown {
    const logs = JSON.parse(Buffer.concat(readLogs(number, number).chunks).toString("latin1")) as JsonLog[];
    const byTransaction = Map.groupBy(logs, ({ transactionHash }) => transactionHash);
    const transactions = [...byTransaction].map(([hash, own]): Included => ({ hash, logs: own }));
    return receiptsToJson({ header: record(number).header, transactions });
  }

  function request(method: string, params: readonly unknown[]): unknown {
    switch (method) {
      case "eth_chainId":
        return quantity(chainId);
      case "eth_blockNumber":
        return quantity(head);
      case "eth_getBlockByNumber":
        return toJson(find(params[0]));
      case "eth_getBlockByHash":
        return toJson(numberOfHash(params[0]));
      case "eth_getLogs":
        return getLogs(params[0]);
      case "eth_getBlockReceipts": {
        const number = find(params[0]);
        return number === undefined ? null : receiptsOf(number);
      }
      case "eth_getCode": {
        const silent = [addresses.accessManager, ...Object.values(silentAddresses)];
        const code = [...everyAddress, ...silent, ...tokensOf(chainId)];
        return code.includes(`${params[0]}`.toLowerCase() as `0x${string}`) ? "0xfe" : "0x";
      }
      default:
        throw new RpcError(-32601, `the method ${method} does not exist/is not available`);
    }
  }

  return {
    ...{ chainId, request, lastBlock },
    head: () => head,
    setHead(number) {
      if (number < 0 || number > lastBlock) throw new RangeError(`${number} is no block of 0 to ${lastBlock}.`);
      head = number;
      const header: Header = record(number).header;
      for (const onHead of [...watchers]) onHead(headerToJson(header));
    },
    watchHeads(onHead) {
      watchers.add(onHead);
      return () => watchers.delete(onHead);
    },
    close() {
      closeSync(logFile);
      closeSync(blockFile);
    },
  };
}

const open = Buffer.from("[");
const close = Buffer.from("]");
