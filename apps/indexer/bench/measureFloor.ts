/**
 * Measures the least that indexing can cost: fetch, parse, specialised decode, COPY into the event tables, one set-based
 * projection. No checks, no checkpoints, no cuts, nothing served. Prints one line of JSON.
 *
 * Usage: DATABASE_URL=… node measureFloor.ts --config FILE --deployment FILE --schema NAME --range BLOCKS
 */
import { parseArgs } from "node:util";
import { loadConfig, loadDeployment } from "@concert/types";
import { stateSchema } from "@concert/types/tables";
import { decodeLogs } from "../src/decode/decodeLogs.ts";
import { mergeRows, type Rows } from "../src/decode/Rows.ts";
import { noneTouched } from "../src/project/Changes.ts";
import { project } from "../src/project/project.ts";
import { readChains } from "../src/readChains.ts";
import { prepareState } from "../src/rebuild/prepareState.ts";
import type { ChainLog } from "../src/source/ChainLog.ts";
import type { IndexedChain } from "../src/source/IndexedChain.ts";
import { connectStore, type Store } from "../src/store/connectStore.ts";
import { insertRows } from "../src/store/insertRows.ts";
import { migrateStore } from "../src/store/migrateStore.ts";

type Stage = { count: number; milliseconds: number };

const { values } = parseArgs({
  options: {
    config: { type: "string" },
    deployment: { type: "string" },
    schema: { type: "string" },
    range: { type: "string" },
  },
});
const url = process.env.DATABASE_URL!;
const schema = values.schema!;
const range = Number(values.range);
const config = await loadConfig(values.config!);
const chains = readChains(config, await loadDeployment(values.deployment!));
const silent = { info() {}, warn() {}, error() {}, with: () => silent };

/** Each stage by itself, one after the other, so that its rate is its own. */
async function measureApart(): Promise<Record<"fetch" | "parse" | "decode" | "copy" | "project", Stage>> {
  const stages = {
    fetch: { count: 0, milliseconds: 0 },
    parse: { count: 0, milliseconds: 0 },
    decode: { count: 0, milliseconds: 0 },
    copy: { count: 0, milliseconds: 0 },
    project: { count: 0, milliseconds: 0 },
  };
  await withSchema(`${schema}_apart`, async (store) => {
    for (const chain of chains) {
      for await (const [fromBlock, toBlock] of rangesOf(chain)) {
        const body = await time(stages.fetch, () => fetchLogs(chain, fromBlock, toBlock));
        const logs = await time(stages.parse, () => parse(body));
        const rows = await time(stages.decode, () => decodeLogs(chain, logs).rows);
        await time(stages.copy, () => store.begin((sql) => insertRows(sql, rows)));
        for (const stage of [stages.fetch, stages.parse, stages.decode]) stage.count += logs.length;
        stages.copy.count += rows.count;
      }
    }
    await time(stages.project, () => projectAll(store));
    stages.project.count = stages.decode.count;
  });
  return stages;
}

/** All of it, as much side by side as it can be: each chain is read while another, or the range before, is copied. */
async function measureTogether(): Promise<Stage> {
  const stage = { count: 0, milliseconds: 0 };
  await withSchema(`${schema}_together`, async (store) => {
    await time(stage, async () => {
      const read = chains.map(async (chain) => {
        let copying: Promise<unknown> = Promise.resolve();
        let next: Promise<string> | undefined;
        for await (const [fromBlock, toBlock] of rangesOf(chain)) {
          const body = await (next ?? fetchLogs(chain, fromBlock, toBlock));
          next = undefined;
          const logs = parse(body);
          const { rows } = decodeLogs(chain, logs);
          stage.count += logs.length;
          await copying;
          copying = store.begin((sql) => insertRows(sql, rows));
          copying.catch(() => undefined);
        }
        await copying;
      });
      await Promise.all(read);
      await projectAll(store);
    });
  });
  return stage;
}

/** COPY into the event tables alone: the rows are there already, and nothing else runs. */
async function measureCopy(): Promise<Stage> {
  const stage = { count: 0, milliseconds: 0 };
  let rows: Rows[] = [];
  const flush = async (store: Store) => {
    const merged = mergeRows(rows);
    rows = [];
    await time(stage, () => store.begin((sql) => insertRows(sql, merged)));
    stage.count += merged.count;
  };
  await withSchema(`${schema}_copy`, async (store) => {
    for (const chain of chains) {
      for await (const [fromBlock, toBlock] of rangesOf(chain)) {
        rows.push(decodeLogs(chain, parse(await fetchLogs(chain, fromBlock, toBlock))).rows);
        if (rows.reduce((sum, { count }) => sum + count, 0) > copiedRows) await flush(store);
      }
    }
    await flush(store);
  });
  return stage;
}

const copiedRows = 50_000;

async function withSchema(name: string, run: (store: Store) => Promise<void>): Promise<void> {
  await migrateStore(url, name);
  await prepareState({ url, schema: name, log: silent, signal: new AbortController().signal });
  const store = await connectStore({ url, schema: name, connections: chains.length });
  try {
    // What others have left to write would be written meanwhile.
    await store`checkpoint`;
    await run(store);
  } finally {
    await store`drop schema ${store(stateSchema(name))} cascade`;
    await store`drop schema ${store(name)} cascade`;
    await store.end();
  }
}

async function projectAll(store: Store): Promise<void> {
  const spans = chains.map(({ chainId }) => ({ chainId, fromBlock: 0n, toBlock: 2n ** 62n, replaced: false }));
  await store`analyze`;
  await store.begin((sql) =>
    project(sql, { spans, hubChainId: BigInt(config.hub), touched: noneTouched(), many: true }),
  );
}

async function* rangesOf(chain: IndexedChain): AsyncGenerator<[number, number]> {
  const head = Number(await call<string>(chain, "eth_blockNumber", []));
  for (let from = Number(chain.startBlock); from <= head; from += range) yield [from, Math.min(from + range - 1, head)];
}

async function fetchLogs(chain: IndexedChain, fromBlock: number, toBlock: number): Promise<string> {
  const filter = {
    address: [...chain.contracts.keys()],
    fromBlock: `0x${fromBlock.toString(16)}`,
    toBlock: `0x${toBlock.toString(16)}`,
  };
  return await request(chain, "eth_getLogs", [filter]);
}

async function call<Result>(chain: IndexedChain, method: string, params: readonly unknown[]): Promise<Result> {
  return JSON.parse(await request(chain, method, params)).result;
}

async function request(chain: IndexedChain, method: string, params: readonly unknown[]): Promise<string> {
  const response = await fetch(chain.rpcUrls.find((candidate) => candidate.startsWith("http"))!, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return await response.text();
}

function parse(body: string): ChainLog[] {
  return JSON.parse(body).result.map((log: Record<string, string> & { topics: string[] }) => ({
    address: log.address,
    topics: log.topics,
    data: log.data,
    blockNumber: BigInt(log.blockNumber!),
    blockHash: log.blockHash,
    blockTime: BigInt(log.blockTimestamp!),
    transactionHash: log.transactionHash,
    transactionIndex: Number(log.transactionIndex),
    logIndex: Number(log.logIndex),
  }));
}

async function time<Result>(stage: Stage, run: () => Result | Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await run();
  stage.milliseconds += performance.now() - started;
  return result;
}

// The compiler of node gets warm with the first; what counts comes last.
const apart = await measureApart();
const copy = await measureCopy();
const together = await measureTogether();
process.stdout.write(`${JSON.stringify({ apart, copy, together })}\n`);
