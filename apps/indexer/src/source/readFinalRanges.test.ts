import { createVirtualClock } from "@concert/simulator";
import { eventsAbi } from "@concert/types";
import { type AbiEvent, toEventSelector } from "viem";
import { expect, test } from "vitest";
import { answering, type Script, ScriptedError, scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createSource } from "./createSource.ts";
import type { IndexedChain } from "./IndexedChain.ts";
import { type BlockBatch, readBatches } from "./readBatches.ts";

const url = "http://one.example/";
const other = "http://two.example/";
const [spoke, hub] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`] as const;
const topics = eventsAbi.slice(0, 3).map((event: AbiEvent) => toEventSelector(event));
const hex = (number: number | bigint) => `0x${number.toString(16)}`;
const hash = (number: number) => `0x${(number + 1).toString(16).padStart(64, "0")}`;
const head = { number: 1_000n, hash: hash(1_000), parentHash: hash(999), time: 1_000n };
const base = { number: -1n, hash: hash(-1) };

type Filter = { address: string[]; fromBlock?: string; toBlock?: string; blockHash?: string; topics?: string[][] };
type Node = {
  /** Logs per block, by number. */
  logs: (block: number) => number;
  dataBytes?: number;
  timestamps?: boolean;
  refuse?: (filter: Filter, logs: number) => string | undefined;
};

/** A node whose blocks 0 to 1,000 hold so many logs, of two contracts and three events in turn. */
function node({ logs, dataBytes = 32, timestamps = true, refuse }: Node): Script {
  return answering(({ method, params }) => {
    if (method === "eth_chainId") return "0x5";
    if (method !== "eth_getLogs") {
      const named = params[0] === "finalized" ? 936 : Number(params[0]);
      const number = method === "eth_getBlockByHash" ? named - 1 : named;
      return { number: hex(number), hash: hash(number), parentHash: hash(number - 1), timestamp: hex(number) };
    }
    const filter = params[0] as Filter;
    const [from, to] =
      filter.blockHash === undefined
        ? [Number(filter.fromBlock), Number(filter.toBlock)]
        : [Number(filter.blockHash) - 1, Number(filter.blockHash) - 1];
    const found = [];
    for (let block = from; block <= to; block++) {
      for (let index = 0; index < logs(block); index++) {
        const address = index % 2 === 0 ? spoke : hub;
        const topic = topics[index % 3]!;
        if (!filter.address.includes(address)) continue;
        if (filter.topics !== undefined && !filter.topics[0]!.includes(topic)) continue;
        found.push({
          address,
          topics: [topic],
          data: `0x${"00".repeat(dataBytes)}`,
          ...{ blockNumber: hex(block), blockHash: hash(block), transactionHash: hash(index) },
          ...{ transactionIndex: "0x0", logIndex: hex(index) },
          ...(timestamps ? { blockTimestamp: hex(block) } : {}),
        });
      }
    }
    const refusal = refuse?.(filter, found.length);
    if (refusal !== undefined) throw new ScriptedError(-32602, refusal);
    return found;
  });
}

/** Changes what a script answers with. */
function changing(script: Script, change: (text: string) => string): Script {
  return async (calls, signal) => new Response(change(await (await script(calls, signal)).text()));
}

function open(scripts: Record<string, Script>, changes: Partial<IndexedChain> = {}) {
  const { network, requests } = scriptedNetwork(scripts);
  const metrics = createMetrics();
  const source = createSource({
    chain: {
      chainId: 5n,
      name: "five",
      rpcUrls: Object.keys(scripts),
      finality: "finalized",
      startBlock: 0n,
      genesisHash: undefined,
      contracts: new Map([
        [spoke, "spoke"],
        [hub, "hub"],
      ]),
      sender: "0x01",
      logsBloom: false,
      ...changes,
    },
    network,
    clock: createVirtualClock(),
    log: createLog(),
    metrics,
    random: () => 0,
  });
  source.pool.started = true;
  return { source, requests, batches: (from = base) => readBatches(source, from, head, new AbortController().signal) };
}

async function readAll(batches: AsyncIterable<BlockBatch>, logs: (block: number) => number): Promise<BlockBatch[]> {
  const all = await Array.fromAsync(batches);
  let next = 0n;
  for (const { from, last } of all) {
    expect(from).toBe(next);
    next = last.number + 1n;
  }
  expect(next).toBe(1_001n);
  const places = all.flatMap((batch) => batch.logs.map(({ blockNumber, logIndex }) => `${blockNumber} ${logIndex}`));
  const expected = [];
  for (let block = 0; block <= 1_000; block++) {
    for (let index = 0; index < logs(block); index++) expected.push(`${block} ${index}`);
  }
  expect(places).toEqual(expected);
  for (const { logs: read } of all) for (const log of read) expect(log.blockTime).toBe(log.blockNumber);
  return all;
}

test("old blocks take few requests, however sparse their logs are, and their ends are asked for with them", async () => {
  const logs = (block: number) => (block % 100 === 7 ? 1 : 0);
  const { batches, requests } = open({ [url]: node({ logs }) });
  await readAll(batches(), logs);
  const ranges = requests.filter(({ methods }) => methods[0] === "eth_getLogs" && methods.length === 3);
  // 25, 100, 400, and what is left.
  expect(ranges).toHaveLength(4);
});

test("blocks that hold much are asked for in ranges of about as much as is wanted", async () => {
  const logs = (block: number) => (block < 250 ? 100 : 0);
  const { batches } = open({ [url]: node({ logs, dataBytes: 300 }) });
  const sizes = (await readAll(batches(), logs)).map((batch) => batch.logs.length);
  expect(Math.max(...sizes)).toBeLessThan(6_000);
  // 25,000 logs of about 1,000 bytes.
  expect(sizes.filter((size) => size > 0).length).toBeLessThan(10);
});

test.each([
  [800, 30],
  [4_000, 5],
])("of blocks of %i logs only few are taken at once, among old ones and near the head", async (count, blocks) => {
  const logs = (block: number) => (block < blocks || block > 1_000 - blocks ? count : 0);
  const { batches } = open({ [url]: node({ logs, dataBytes: 300 }) });
  const all = await readAll(batches(), logs);
  // A log is about 1,000 bytes here.
  expect(Math.max(...all.map((batch) => batch.logs.length))).toBeLessThan(7_000);
});

test("times that logs do not tell are asked for together", async () => {
  const logs = (block: number) => (block < 200 && block % 2 === 0 ? 1 : 0);
  const { batches, requests } = open({ [url]: node({ logs, timestamps: false }) });
  await readAll(batches(), logs);
  const headers = requests.filter(({ methods }) => methods.length > 3 && methods[0] === "eth_getBlockByHash");
  expect(headers.flatMap(({ methods }) => methods).length).toBeGreaterThan(80);
  expect(headers.length).toBeLessThan(6);
});

test("each provider's own limit is learned", async () => {
  const logs = () => 1;
  const range = (filter: Filter) => Number(filter.toBlock) - Number(filter.fromBlock) + 1;
  const { batches, source } = open({
    [url]: node({ logs, refuse: (filter) => (range(filter) > 10 ? "exceed maximum block range: 10" : undefined) }),
    [other]: node({ logs, refuse: (_, count) => (count > 300 ? "query returned more than 300 results" : undefined) }),
  });
  await readAll(batches(), logs);
  const [first, second] = source.pool.providers;
  expect(first!.range.blocks).toBe(10);
  first!.asideUntil = Number.MAX_SAFE_INTEGER;
  await readAll(batches(), logs);
  expect(second!.range.blocks).toBeGreaterThan(100);
  expect(second!.range.wantedLogs).toBe(240);
});

test("a block that is too much for one answer is asked for per contract, and per event", async () => {
  const logs = (block: number) => (block === 500 || block === 990 ? 60 : 0);
  const { batches, requests } = open({
    [url]: node({ logs, refuse: (_, count) => (count > 15 ? "query returned more than 15 results" : undefined) }),
  });
  await readAll(batches(), logs);
  expect(requests.length).toBeGreaterThan(2 * eventsAbi.length);
});

test("one block that no answer may hold, not even one event of it, is said to be so", async () => {
  const logs = (block: number) => (block === 500 ? 600 : 0);
  const { source, batches } = open({
    [url]: node({ logs, refuse: (_, count) => (count > 15 ? "query returned more than 15 results" : undefined) }),
  });
  const reading = Array.fromAsync(batches());
  const failing = expect(reading).rejects.toThrow("query returned more than 15 results");
  await (source.clock as ReturnType<typeof createVirtualClock>).advance(10_000);
  await failing;
});

test("the next range is on its way while one is with the caller, and no more than that", async () => {
  const logs = (block: number) => (block < 300 ? 100 : 0);
  const { batches, requests } = open({ [url]: node({ logs, dataBytes: 300 }) });
  const ranges = () => requests.filter(({ methods }) => methods[0] === "eth_getLogs").length;
  const reading = batches();
  await reading.next();
  for (let taken = 1; taken < 5; taken++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ranges()).toBe(taken + 1);
    await reading.next();
  }
  await reading.return();
});

test("final blocks on which providers disagree are not taken", async () => {
  const logs = () => 0;
  const liar = node({ logs });
  const wrong = `0x${"ee".repeat(32)}`;
  const { source, batches } = open({
    [url]: async (calls, signal) => {
      const text = await (await liar(calls, signal)).text();
      // Every block but the first few is another one.
      return new Response(text.replaceAll(/0x0{61}[1-9a-f][0-9a-f]{2}"/g, `${wrong}"`));
    },
    [other]: node({ logs }),
  });
  source.pool.providers[0]!.range.blocks = 500;
  await expect(Array.fromAsync(batches())).rejects.toThrow("have different final blocks 499");
});

test("ranges follow the base, and each other", async () => {
  const script = node({ logs: () => 0 });
  const wrongBase = { number: 9n, hash: hash(3) };
  await expect(Array.fromAsync(open({ [url]: script }).batches(wrongBase))).rejects.toThrow("does not follow 9");
  // The second range starts with block 25.
  const parent = `"parentHash":"${hash(24)}"`;
  const torn = changing(script, (text) => text.replaceAll(parent, `"parentHash":"${hash(77)}"`));
  const { batches, source } = open({ [url]: torn, [other]: script });
  source.pool.providers[1]!.latency = 1_000;
  await expect(Array.fromAsync(batches())).rejects.toThrow("does not follow 24");
  expect(source.pool.providers[0]!.aside?.fault).toBe("bad_link");
  expect(source.pool.providers[1]!.aside).toBeUndefined();
});

test.each([
  ["beyond the range", (text: string) => text.replaceAll('"blockNumber":"0x5"', '"blockNumber":"0x3e7"')],
  [
    "of two forks in one block",
    (text: string) => text.replace(`"blockHash":"${hash(5)}"`, `"blockHash":"${hash(99)}"`),
  ],
  [
    "of another fork at the end",
    (text: string) => text.replaceAll(`"blockHash":"${hash(24)}"`, `"blockHash":"${hash(99)}"`),
  ],
  ["of another contract", (text: string) => text.replace(hub, `0x${"cc".repeat(20)}`)],
  ["two in one place", (text: string) => text.replace('"logIndex":"0x1"', '"logIndex":"0x0"')],
])("logs %s are a lie", async (_, change) => {
  const { batches, source } = open({ [url]: changing(node({ logs: () => 2 }), change) });
  await expect(Array.fromAsync(batches())).rejects.toThrow();
  expect(source.pool.providers[0]!.aside?.fault).toBe("foreign_logs");
});
