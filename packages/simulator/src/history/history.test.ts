import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "@concert/types";
import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkChannels, type DecodedLog, decodeLogs } from "../../test/checkHistory.ts";
import { bloomOf, hashHeader } from "../../test/hashHeader.ts";
import { type JsonReceipt, rootOfReceipts } from "../../test/rootOfReceipts.ts";
import { type RpcServer, serve } from "../rpc/serve.ts";
import { createHistoryProviders } from "./createHistoryProviders.ts";
import { historyFiles } from "./HistoryDescription.ts";
import { type History, openHistory } from "./openHistory.ts";
import { writeHistory } from "./writeHistory.ts";

type Log = { address: Hex; topics: Hex[]; data: Hex; blockHash: Hex; blockNumber: Hex; logIndex: Hex };
type Block = Record<string, Hex> & { hash: Hex; logsBloom: Hex };

const chainIds = [101, 102, 103];
const eventsPerChain = 1_500;
let directory: string;
let history: History;
let server: RpcServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "concert-history-"));
  writeHistory({ directory, seed: 1, chainIds, eventsPerChain });
  history = openHistory(directory);
  server = await serve({ providers: createHistoryProviders({ history }) });
});

afterAll(async () => {
  await server.close();
  history.close();
  await rm(directory, { recursive: true });
});

async function ask<Result>(chainId: number, method: string, ...params: unknown[]): Promise<Result> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const reply = await (await fetch(server.url(chainId), { method: "POST", body })).json();
  const { result, error } = reply as { result: Result; error?: { message: string } };
  if (error !== undefined) throw new Error(error.message);
  return result;
}

const allLogs = (chainId: number): Promise<Log[]> =>
  ask<Log[]>(chainId, "eth_getLogs", { fromBlock: "0x0", toBlock: "latest" });

test("it has as many events as asked for, and says how many", async () => {
  const { events, chains } = history.description;
  expect(events).toBeGreaterThanOrEqual(3 * eventsPerChain);
  // It ends with a block of each chain.
  expect(events).toBeLessThan(3 * eventsPerChain + 500);
  for (const { chainId, events: own, blocks } of chains) {
    expect(await allLogs(chainId)).toHaveLength(own);
    expect(Number(await ask<Hex>(chainId, "eth_blockNumber"))).toBe(blocks - 1);
  }
});

test("its channels are valid hash chains", async () => {
  const decoded = new Map<number, DecodedLog[]>();
  for (const id of chainIds) decoded.set(id, decodeLogs(id, await allLogs(id)));
  const { hub, spoke, hubChain } = history.deployment;
  const { queued, delivered } = checkChannels({ chainIds, hubChain, hub, spoke, logsOf: (id) => decoded.get(id)! });
  expect(queued).toBeGreaterThan(500);
  expect(delivered).toBeGreaterThan(0.8 * queued);
});

test("its blocks have the right hashes, parents, blooms and roots", async () => {
  const { blocks, genesisHash } = history.description.chains[1]!;
  let parent = genesisHash;
  for (let number = 1; number < blocks; number++) {
    const hex = `0x${number.toString(16)}`;
    const block = await ask<Block>(102, "eth_getBlockByNumber", hex, false);
    const logs = await ask<Log[]>(102, "eth_getLogs", { blockHash: block.hash });
    expect(block.hash).toBe(hashHeader(block));
    expect([block.parentHash, block.logsBloom]).toEqual([parent, bloomOf(logs)]);
    expect(await ask(102, "eth_getBlockByHash", block.hash, false)).toEqual(block);
    expect(logs).toEqual(await ask(102, "eth_getLogs", { fromBlock: hex, toBlock: hex }));
    expect(logs.map(({ logIndex }) => Number(logIndex))).toEqual(logs.map((_, index) => index));
    parent = block.hash;
  }
  for (const number of ["0x1", "0x5", "0x9"]) {
    const receipts = await ask<(JsonReceipt & { logs: Log[] })[]>(102, "eth_getBlockReceipts", number);
    const { receiptsRoot } = await ask<Block>(102, "eth_getBlockByNumber", number, false);
    expect(await rootOfReceipts(receipts)).toBe(receiptsRoot);
    const logs = await ask<Log[]>(102, "eth_getLogs", { fromBlock: number, toBlock: number });
    expect(receipts.flatMap((receipt) => receipt.logs)).toEqual(logs);
  }
});

test("ranges are slices; other filters pick from them", async () => {
  const all = await allLogs(101);
  const { hub, ledger, spoke, attestedGateway, loopbackGateway, vaults } = history.deployment;
  const contracts = [hub, ledger, spoke, attestedGateway, loopbackGateway, ...vaults.map(({ address }) => address)];
  for (const [from, to] of [
    [0, 3],
    [2, 2],
    [7, 30],
    [31, 10_000],
  ] as const) {
    const range = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` };
    const wanted = all.filter(({ blockNumber }) => Number(blockNumber) >= from && Number(blockNumber) <= to);
    expect(await ask(101, "eth_getLogs", range)).toEqual(wanted);
    expect(await ask(101, "eth_getLogs", { ...range, address: contracts })).toEqual(wanted);
    expect(await ask(101, "eth_getLogs", { ...range, address: hub })).toEqual(
      wanted.filter(({ address }) => address === hub),
    );
    const topic = all[100]!.topics[0];
    expect(await ask(101, "eth_getLogs", { ...range, topics: [topic] })).toEqual(
      wanted.filter(({ topics }) => topics[0] === topic),
    );
  }
  await expect(ask(101, "eth_getLogs", { blockHash: `0x${"11".repeat(32)}` })).rejects.toThrow("unknown block");
});

test("a head can be held back, and be told", async () => {
  const chain = history.chains[2]!;
  const heads: unknown[] = [];
  const stop = chain.watchHeads((head) => heads.push(head));
  const { hash } = await ask<Block>(103, "eth_getBlockByNumber", "0x9", false);
  chain.setHead(8);
  expect(await ask(103, "eth_blockNumber")).toBe("0x8");
  expect(await ask(103, "eth_getBlockByNumber", "0x9", false)).toBeNull();
  expect(await ask(103, "eth_getBlockByHash", hash, false)).toBeNull();
  expect((await allLogs(103)).every(({ blockNumber }) => Number(blockNumber) <= 8)).toBe(true);
  chain.setHead(9);
  expect(heads).toMatchObject([{ number: "0x8" }, { number: "0x9", hash }]);
  stop();
  chain.setHead(chain.lastBlock);
  expect(heads).toHaveLength(2);
  expect(() => chain.setHead(chain.lastBlock + 1)).toThrow("is no block of 0 to");
});

test("a seed determines every byte", async () => {
  const others = [await mkdtemp(join(tmpdir(), "concert-history-")), await mkdtemp(join(tmpdir(), "concert-history-"))];
  try {
    for (const [index, seed] of [1, 2].entries()) {
      writeHistory({ directory: others[index]!, seed, chainIds, eventsPerChain });
    }
    const hashes = await Promise.all(
      [directory, ...others].map(async (path) => {
        const hash = createHash("sha256");
        for (const id of chainIds) {
          const { logs, blocks } = historyFiles(path, id);
          hash.update(await readFile(logs)).update(await readFile(blocks));
        }
        return hash.digest("hex");
      }),
    );
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  } finally {
    for (const path of others) await rm(path, { recursive: true });
  }
});

test("what is no history is named", async () => {
  const empty = await mkdtemp(join(tmpdir(), "concert-history-"));
  try {
    expect(() => openHistory(empty)).toThrow(InputError);
    expect(() => openHistory(empty)).toThrow(`${empty} holds no history: give a directory that one was written to.`);
    await writeFile(join(empty, "history.json"), JSON.stringify({ version: 0 }));
    expect(() => openHistory(empty)).toThrow("holds a history of version 0");
  } finally {
    await rm(empty, { recursive: true });
  }
});
