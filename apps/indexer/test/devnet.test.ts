import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  type Devnet,
  makeRunDirectory,
  type RunningChain,
  type RunningIndexer,
  type RunningPostgres,
  runProcess,
  runTraffic,
  startDevnet,
  startIndexer,
  startPostgres,
  startProcess,
  startRelayer,
} from "@concert/devnet";
import { searchPath } from "@concert/types/tables";
import postgres from "postgres";
import { createPublicClient, createTestClient, http, webSocket } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectStore } from "../src/store/connectStore.ts";
import { compareWithChains } from "./compareWithChains.ts";
import { readState } from "./readState.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

let database: RunningPostgres;
let devnet: Devnet;

beforeAll(async () => {
  [database, devnet] = await Promise.all([startPostgres(), startDevnet()]);
}, 120_000);

afterAll(async () => {
  await devnet?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

test("killed ten times at random during traffic, the index is that of a fresh one", async () => {
  const schema = "killed";
  // The relayer reads from this index what there is to do.
  await (await start(schema)).process.stop();
  const relayer = await startRelayer({ ...devnet, databaseUrl: database.url, schema });
  const traffic = playTraffic({ seed: 1, orderCount: 60, intervalMilliseconds: 350 });

  const served = new Map<string, number>();
  const served31338 = await watchBlocks(devnet.chains[1]!, served);
  const commitsBetweenKills: number[] = [];
  for (let kill = 0; kill < 10; kill++) {
    let commits = 0;
    const committed = Promise.withResolvers<void>();
    const indexer = await startProcess({
      name: "indexer",
      command: process.execPath,
      arguments: [
        ...[main, "start", "--config", devnet.configFile, "--deployment", devnet.deploymentFile],
        ...["--schema", schema, "--port", "0"],
      ],
      environment: { DATABASE_URL: database.url },
      onLine(line) {
        if (!line.includes("committed")) return;
        commits++;
        committed.resolve();
      },
    });
    await indexer.waitFor(committed.promise, 60_000);
    // While a block is read and committed, most often.
    const count = served.size;
    while (served.size === count) await sleep(1);
    await sleep(Math.random() * 60);
    await indexer.kill();
    commitsBetweenKills.push(commits);
  }
  served31338();
  await using survivor = await start(schema);
  await traffic;
  await untilQuiet(schema);
  await relayer.stop();
  await untilAtHeads(schema);

  await using _ = await start("fresh");
  await untilAtHeads("fresh");
  const state = await stateOf(schema);
  expect(state).toEqual(await stateOf("fresh"));
  expect(state.order!.length).toBeGreaterThan(50);
  expect(state.payout!.length).toBeGreaterThan(60);
  expect(await check(schema)).toContain("as recomputed");

  const sql = postgres(database.url, { max: 1, connection: { search_path: searchPath(schema) } });
  const { counts, disagreements } = await compareWithChains(sql, devnet);
  expect(disagreements).toEqual([]);
  console.log(counts);
  const compared = ["decision", "escrows", "filledLegs", "executorOf", "isNonceUsed", "earnedFees", "attestersOf"];
  expect(compared.filter((name) => counts[name] === undefined)).toEqual([]);
  const balances = await sql`
    select recorded, recorded - earned - paid_out - pending as lost, pending from fee_balance`;
  expect(balances.map(({ lost }) => lost)).toEqual(["0", "0", "0"]);
  expect(balances.every(({ recorded }) => recorded !== "0")).toBe(true);
  await sql.end();
  await survivor.process.stop();
  console.log(`commits between kills: ${commitsBetweenKills.join(", ")}`);
}, 240_000);

test("from a block that a chain can serve to its committed row it takes a median of at most 50 ms", async () => {
  await using _ = await start("fresh");
  const sql = postgres(database.url, { max: 1, connection: { search_path: searchPath("fresh") } });
  const served = new Map<string, number>();
  const stops = await Promise.all(devnet.chains.map((chain) => watchBlocks(chain, served)));
  const committed = new Map<string, number>();
  await sql.listen("fresh_cut", (id) => void committed.set(id, performance.now()));

  await playTraffic({ seed: 2, orderCount: 20, intervalMilliseconds: 500 });
  await sleep(1_500);
  for (const stop of stops) stop();
  const cuts = await sql<{ id: string; hash: string; full: boolean }[]>`
    select cut_id as id, block_hash as hash, exists (
      select from entry_queued e where e.chain_id = c.chain_id and e.block_number = c.block_number
    ) as full
    from cut_checkpoint c where cut_id = any(${[...committed.keys()]}::bigint[])`;
  await sql.end();

  const latencies = cuts.flatMap(({ id, hash, full }) => {
    const at = served.get(hash);
    return full && at !== undefined ? [committed.get(id)! - at] : [];
  });
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) => latencies[Math.floor(latencies.length * share)]!;
  console.log(
    `from served to committed: median ${quantile(0.5).toFixed(1)} ms, 90 % within ${quantile(0.9).toFixed(1)} ms, ${latencies.length} blocks with events`,
  );
  expect(latencies.length).toBeGreaterThan(20);
  expect(quantile(0.5)).toBeLessThanOrEqual(50);
}, 120_000);

test("a reorg of the last blocks leaves what a fresh index has", async () => {
  const schema = "reorganised";
  await using _ = await start(schema);
  await playTraffic({ seed: 5, orderCount: 4 });
  await untilAtHeads(schema);
  await reorganise(2);
  await untilAtHeads(schema);

  await using __ = await start("reorganised_fresh");
  await untilAtHeads("reorganised_fresh");
  expect(await stateOf(schema)).toEqual(await stateOf("reorganised_fresh"));
  expect(await check(schema)).toContain("as recomputed");
  const [replaced] = await query<{ count: number }>(
    schema,
    "select count(distinct chain_id)::integer as count from cut_checkpoint where replaced_block_count >= 2",
  );
  expect(replaced!.count).toBe(devnet.chains.length);
}, 120_000);

test("a reorg of final blocks stops the chains, changes nothing, and is followed once they are rewound", async () => {
  const schema = "final";
  const lines: string[] = [];
  await using indexer = await startIndexer({
    ...{ configFile: devnet.configFile, deploymentFile: devnet.deploymentFile, databaseUrl: database.url, schema },
    onLine: (line) => lines.push(line),
  });
  await playTraffic({ seed: 11, orderCount: 4 });
  await untilAtHeads(schema);
  await reorganise(8);

  const readiness = async () => {
    const response = await fetch(`${new URL(indexer.url).origin}/readyz`);
    return { status: response.status, body: (await response.json()) as { chains: { state: string; error: string }[] } };
  };
  await expect
    .poll(async () => (await readiness()).body.chains.map(({ state }) => state), { timeout: 30_000 })
    .toEqual(["stopped", "stopped", "stopped"]);
  const before = await stateOf(schema);
  await sleep(3_000);
  expect(await stateOf(schema)).toEqual(before);
  const { status, body } = await readiness();
  expect(status).toBe(503);
  expect(lines.filter((line) => line.includes("error the chain is stopped"))).toHaveLength(3);

  for (const { error } of body.chains) {
    const [, chain, to] = /run "concert indexer rewind --chain (\d+) --to (\d+)"/.exec(error)!;
    const arguments_ = [main, "rewind", "--schema", schema, "--chain", chain!, "--to", to!];
    await runProcess({
      ...{ name: "rewind", command: process.execPath, arguments: arguments_ },
      environment: { DATABASE_URL: database.url },
    });
  }
  await untilAtHeads(schema);
  await using __ = await start("final_fresh");
  await untilAtHeads("final_fresh");
  expect(await stateOf(schema)).toEqual(await stateOf("final_fresh"));
  expect(await stateOf(schema)).not.toEqual(before);
  expect(await check(schema)).toContain("as recomputed");
  expect(await query(schema, "select from rewind_log")).toHaveLength(3);
}, 180_000);

test("a chain that has no websocket is followed by asking", async () => {
  await using directory = await makeRunDirectory("indexer-test");
  const config = JSON.parse(await readFile(devnet.configFile, "utf8"));
  for (const chain of config.chains) chain.rpcUrls = chain.rpcUrls.filter((url: string) => url.startsWith("http"));
  const configFile = join(directory.path, "concert.config.json");
  await writeFile(configFile, JSON.stringify(config));
  await using _ = await start("asked", configFile);
  await using __ = await start("fresh");
  await playTraffic({ seed: 6, orderCount: 4 });
  await Promise.all([untilAtHeads("asked"), untilAtHeads("fresh")]);
  expect(await stateOf("asked")).toEqual(await stateOf("fresh"));
}, 120_000);

test("two indexers of one schema do not get in each other's way", async () => {
  await using _ = await start("shared");
  await using __ = await start("shared");
  await using ___ = await start("fresh");
  await playTraffic({ seed: 8, orderCount: 10 });
  await Promise.all([untilAtHeads("shared"), untilAtHeads("fresh")]);
  expect(await stateOf("shared")).toEqual(await stateOf("fresh"));
  const [cuts] = await query<{ count: string; last: string }>("shared", "select count(*), max(id) as last from cut");
  expect(cuts!.count).toBe(cuts!.last);
}, 180_000);

test("connections that break, to the chains and to Postgres, are opened again", async () => {
  await using directory = await makeRunDirectory("indexer-test");
  await using stack = new AsyncDisposableStack();
  const config = JSON.parse(await readFile(devnet.configFile, "utf8"));
  const proxies: Proxy[] = [];
  for (const chain of config.chains) {
    const proxy = stack.use(await startProxy(Number(new URL(chain.rpcUrls[0]).port)));
    proxies.push(proxy);
    chain.rpcUrls = [`ws://127.0.0.1:${proxy.port}`];
  }
  const configFile = join(directory.path, "concert.config.json");
  await writeFile(configFile, JSON.stringify(config));
  const lines: string[] = [];
  await using _ = await startIndexer({
    ...{ configFile, deploymentFile: devnet.deploymentFile, databaseUrl: database.url, schema: "broken" },
    onLine: (line) => lines.push(line),
  });
  const traffic = playTraffic({ seed: 7, orderCount: 20, intervalMilliseconds: 300 });
  let terminatedCount = 0;
  for (let time = 0; time < 4; time++) {
    await sleep(2_000);
    for (const proxy of proxies) proxy.breakConnections();
    const terminated = await query(
      "broken",
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'concert-indexer'",
    );
    terminatedCount += terminated.length;
  }
  await traffic;
  await using __ = await start("fresh");
  await Promise.all([untilAtHeads("broken"), untilAtHeads("fresh")]);
  expect(await stateOf("broken")).toEqual(await stateOf("fresh"));
  expect(lines.filter((line) => line.includes("the websocket broke")).length).toBeGreaterThan(3);
  expect(terminatedCount).toBeGreaterThan(3);
}, 120_000);

test("the reader reads, and can't write", async () => {
  const schema = "read";
  await using _ = await startIndexer({ ...devnet, databaseUrl: database.url, schema, readerPassword: "secret" });
  const url = new URL(database.url);
  url.username = "concert_reader";
  url.password = "secret";
  const sql = postgres(url.href, { max: 1, connection: { search_path: searchPath(schema) } });
  expect(await sql`select chain_id, direction from channel`).toHaveLength(6);
  expect(await sql`show statement_timeout`).toEqual([{ statement_timeout: "10s" }]);
  await expect(sql`delete from channel`).rejects.toThrow("read-only transaction");
  await sql`set default_transaction_read_only = off`;
  await expect(sql`delete from channel`).rejects.toThrow("permission denied");
  await expect(sql`create table mine (id integer)`).rejects.toThrow("permission denied");
  await sql.end();
}, 60_000);

function start(schema: string, configFile = devnet.configFile): Promise<RunningIndexer> {
  return startIndexer({ configFile, deploymentFile: devnet.deploymentFile, databaseUrl: database.url, schema });
}

async function check(schema: string): Promise<string> {
  const lines: string[] = [];
  await runProcess({
    name: "check",
    command: process.execPath,
    arguments: [main, "check", "--schema", schema],
    environment: { DATABASE_URL: database.url },
    onLine: (line) => lines.push(line),
  });
  return lines.join("\n");
}

async function stateOf(schema: string): Promise<Record<string, string[]>> {
  const store = await connectStore({ url: database.url, schema, connections: 1 });
  try {
    return await readState(store);
  } finally {
    await store.end();
  }
}

async function query<Row>(schema: string, text: string): Promise<Row[]> {
  const sql = postgres(database.url, { max: 1, connection: { search_path: searchPath(schema) } });
  try {
    return (await sql.unsafe(text)) as unknown as Row[];
  } finally {
    await sql.end();
  }
}

/** Returns once what it sent is mined. */
async function playTraffic(parameters: Omit<Parameters<typeof runTraffic>[0], "devnet">): Promise<void> {
  await runTraffic({ devnet, ...parameters });
  const blocks = async () =>
    await Promise.all(
      devnet.chains.map(({ rpcUrl }) => createPublicClient({ transport: http(rpcUrl), cacheTime: 0 }).getBlockNumber()),
    );
  const sent = await blocks();
  while (!(await blocks()).every((block, chain) => block >= sent[chain]! + 2n)) await sleep(100);
}

/** Replaces the last blocks of every chain. */
async function reorganise(depth: number): Promise<void> {
  for (const chain of devnet.chains) {
    const client = createTestClient({ mode: "anvil", transport: http(chain.rpcUrl) });
    await client.setIntervalMining({ interval: 0 });
    await client.request({ method: "anvil_reorg", params: [depth, []] } as never);
    await client.setIntervalMining({ interval: 1 });
  }
}

/** Waits until the index stands on what the chains are now. */
async function untilAtHeads(schema: string): Promise<void> {
  const heads = await Promise.all(
    devnet.chains.map(async ({ chainId, rpcUrl }) => {
      const client = createPublicClient({ transport: http(rpcUrl) });
      return { chainId, head: await client.getBlock() };
    }),
  );
  for (const { chainId, head } of heads) {
    for (;;) {
      const [row] = await query<{ block_number: string }>(
        schema,
        `select block_number from checkpoint where chain_id = ${chainId} and block_number >= ${head.number}`,
      );
      if (row !== undefined) break;
      await sleep(100);
    }
  }
}

/** Waits until every order is decided, everything delivered and paid. */
async function untilQuiet(schema: string): Promise<void> {
  for (;;) {
    const [left] = await query<{ count: number }>(
      schema,
      `select (
        -- An order that was filled directly but opened nowhere can't be decided: nobody can show it.
        (select count(*) from "order" where decision = 'undecided' and leg_count is not null)
        + (select count(*) from actionable_order)
        + (select count(*) from payout where status = 'owed')
      )::integer as count`,
    );
    if (left!.count === 0) return;
    await sleep(500);
  }
}

/** Notes when each block of a chain is told of. */
async function watchBlocks(chain: RunningChain, served: Map<string, number>): Promise<() => void> {
  const client = createPublicClient({ transport: webSocket(chain.webSocketUrl) });
  const { unsubscribe } = await client.transport.subscribe({
    params: ["newHeads"],
    onData: ({ result }) => void served.set(result.hash, performance.now()),
  });
  return () => void unsubscribe();
}

type Proxy = AsyncDisposable & { port: number; breakConnections: () => void };

/** Passes connections on to a port, until they are broken. */
async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const breakConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    breakConnections,
    async [Symbol.asyncDispose]() {
      breakConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
