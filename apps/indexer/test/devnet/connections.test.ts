import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeRunDirectory, startIndexer } from "@concert/devnet";
import { searchPath } from "@concert/types/tables";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type IndexedDevnet, openDevnet } from "./openDevnet.ts";
import { startProxy, type TcpProxy } from "./startProxy.ts";

let indexed: IndexedDevnet;

beforeAll(async () => {
  indexed = await openDevnet();
}, 120_000);

afterAll(() => indexed?.[Symbol.asyncDispose]());

test("a chain that has no websocket is followed by asking", async () => {
  await using directory = await makeRunDirectory("indexer-test");
  const config = JSON.parse(await readFile(indexed.devnet.configFile, "utf8"));
  for (const chain of config.chains) chain.rpcUrls = chain.rpcUrls.filter((url: string) => url.startsWith("http"));
  const configFile = join(directory.path, "concert.config.json");
  await writeFile(configFile, JSON.stringify(config));
  await using _ = await indexed.start("asked", configFile);
  await using __ = await indexed.start("fresh");
  await indexed.playTraffic({ seed: 6, orderCount: 4 });
  await Promise.all([indexed.untilAtHeads("asked"), indexed.untilAtHeads("fresh")]);
  expect(await indexed.stateOf("asked")).toEqual(await indexed.stateOf("fresh"));
}, 120_000);

test("two indexers of one schema do not get in each other's way", async () => {
  await using _ = await indexed.start("shared");
  await using __ = await indexed.start("shared");
  await using ___ = await indexed.start("fresh");
  await indexed.playTraffic({ seed: 8, orderCount: 10 });
  await Promise.all([indexed.untilAtHeads("shared"), indexed.untilAtHeads("fresh")]);
  expect(await indexed.stateOf("shared")).toEqual(await indexed.stateOf("fresh"));
  const [cuts] = await indexed.query<{ count: string; last: string }>(
    "shared",
    "select count(*), max(id) as last from cut",
  );
  expect(cuts!.count).toBe(cuts!.last);
}, 180_000);

test("connections that break, to the chains and to Postgres, are opened again", async () => {
  await using directory = await makeRunDirectory("indexer-test");
  await using stack = new AsyncDisposableStack();
  const config = JSON.parse(await readFile(indexed.devnet.configFile, "utf8"));
  const proxies: TcpProxy[] = [];
  for (const chain of config.chains) {
    const proxy = stack.use(await startProxy(Number(new URL(chain.rpcUrls[0]).port)));
    proxies.push(proxy);
    chain.rpcUrls = [`ws://127.0.0.1:${proxy.port}`];
  }
  const configFile = join(directory.path, "concert.config.json");
  await writeFile(configFile, JSON.stringify(config));
  const lines: string[] = [];
  await using _ = await startIndexer({
    ...{
      configFile,
      deploymentFile: indexed.devnet.deploymentFile,
      databaseUrl: indexed.databaseUrl,
      schema: "broken",
    },
    onLine: (line) => lines.push(line),
  });
  const traffic = indexed.playTraffic({ seed: 7, orderCount: 20, intervalMilliseconds: 300 });
  let terminatedCount = 0;
  for (let time = 0; time < 4; time++) {
    await sleep(2_000);
    for (const proxy of proxies) proxy.breakConnections();
    const terminated = await indexed.query(
      "broken",
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'concert-indexer'",
    );
    terminatedCount += terminated.length;
  }
  await traffic;
  await using __ = await indexed.start("fresh");
  await Promise.all([indexed.untilAtHeads("broken"), indexed.untilAtHeads("fresh")]);
  expect(await indexed.stateOf("broken")).toEqual(await indexed.stateOf("fresh"));
  expect(lines.filter((line) => line.includes("the websocket broke")).length).toBeGreaterThan(3);
  expect(terminatedCount).toBeGreaterThan(3);
}, 120_000);

test("the reader reads, and can't write", async () => {
  const schema = "read";
  await using _ = await startIndexer({
    ...indexed.devnet,
    databaseUrl: indexed.databaseUrl,
    schema,
    readerPassword: "secret",
  });
  const url = new URL(indexed.databaseUrl);
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
