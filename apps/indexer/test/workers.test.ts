import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  findPort,
  makeRunDirectory,
  type RunDirectory,
  type RunningPostgres,
  type RunningProcess,
  startPostgres,
  startProcess,
} from "@concert/devnet";
import { createProviders, createWorld, type RpcServer, serve, type World, wallClock } from "@concert/simulator";
import { type Config, formatDeployment } from "@concert/types";
import { searchPath } from "@concert/types/tables";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const chainIds = [101, 102, 103, 104];
const blockMilliseconds = 1_000;

let directory: RunDirectory;
let database: RunningPostgres;
let world: World;
let providers: RpcServer;
const stop = new AbortController();

beforeAll(async () => {
  [directory, database] = await Promise.all([makeRunDirectory("indexer-workers"), startPostgres()]);
  world = createWorld({
    seed: 5,
    clock: wallClock,
    chains: chainIds.map((id) => ({ id, blockMilliseconds })),
  });
  for (const id of chainIds) world.mine(id, 40);
  providers = await serve({ providers: createProviders({ world }) });
  void world.start(stop.signal);
});

afterAll(async () => {
  stop.abort();
  await providers?.close();
  await database?.[Symbol.asyncDispose]();
  await directory?.[Symbol.asyncDispose]();
});

test("processes share the chains of a schema, and a killed one's chains move on", async () => {
  const schema = "shared";
  await using first = await start(schema);
  await untilIndexed(schema);
  await using second = await start(schema);
  await expect.poll(() => [first.held(), second.held()], { timeout: 40_000 }).toEqual([2, 2]);
  await untilReady(second);

  const sql = connect(schema);
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const blocks = async () =>
    new Map(
      (await sql<{ id: string; block: string }[]>`select chain_id as id, block_number as block from checkpoint`).map(
        ({ id, block }) => [id, Number(block)],
      ),
    );
  await first.process.kill();
  const killedAt = performance.now();
  const before = await blocks();
  await expect.poll(second.held, { timeout: 10_000, interval: 5 }).toBe(4);
  const leasedAfter = performance.now() - killedAt;
  await expect
    .poll(async () => [...(await blocks())].every(([id, block]) => block > before.get(id)!), {
      timeout: 10_000,
      interval: 5,
    })
    .toBe(true);
  console.log(`leased after ${Math.round(leasedAfter)} ms, moved on after ${Math.round(performance.now() - killedAt)}`);
  expect(leasedAfter).toBeLessThan(1_000);
  await second.process.stop();
  expect(await run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

test("the state is rebuilt beside running indexers, which go on", async () => {
  const schema = "rebuilt";
  await using first = await start(schema);
  await untilIndexed(schema);
  await using second = await start(schema, ["--serve-only"]);
  await untilReady(first, second);
  const ending = new AbortController();
  const reading = Promise.all([first, second].map((indexer) => read(indexer, ending.signal)));

  for (let time = 0; time < 2; time++) expect(await run("rebuild", schema)).toMatchObject({ code: 0 });
  await sleep(1_000);
  ending.abort();
  for (const reads of await reading) expect(reads).toBeGreaterThan(10);
  await untilReady(first, second);
  for (const { lines } of [first, second]) {
    expect(lines.filter((line) => / (warn|error) /.test(line))).toEqual([]);
  }
  await first.process.stop();
  expect(await run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

test("a chain is rewound beside a running indexer, which reads it again", async () => {
  const schema = "rewound";
  await using indexer = await start(schema);
  await untilReady(indexer);
  const { code, lines } = await run("rewind", schema, "--chain", "102", "--to", "20");
  expect({ code, lines }).toEqual({
    code: 0,
    lines: [expect.stringMatching(/ warn {2}rewound schema=rewound chain=102 /)],
  });
  const sql = connect(schema);
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const [rewound] = await sql`select chain_id, to_block_number::integer as "to" from rewind_log`;
  expect(rewound!.chain_id).toBe("102");
  expect(rewound!.to).toBeLessThanOrEqual(20);
  await expect
    .poll(async () => (await sql`select from checkpoint where chain_id = 102 and block_number > 40`).length, {
      timeout: 60_000,
    })
    .toBe(1);
  await untilReady(indexer);
  await indexer.process.stop();
  expect(await run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

test("a newer process rebuilds the state, and the older one ends", async () => {
  const schema = "updated";
  await using older = await start(schema);
  await untilReady(older);
  const sql = connect(schema);
  // As if a process of another version had rebuilt it.
  await sql`update projection set version = version - 1, hash = 'another'`;
  await sql.end();
  expect(await older.process.ended).toMatchObject({ code: 1 });
  expect(older.lines.at(-1)).toMatch(/^the state was rebuilt by version \d+ of the projection, and this is version/);

  await using newer = await start(schema);
  await untilReady(newer);
  expect(newer.lines.join("\n")).toContain("the state is rebuilt");
  await newer.process.stop();
  expect(await run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

test("a chain is taken out of a live index and put back, and the others stay", async () => {
  const schema = "changed";
  const indexer = await start(schema);
  await untilReady(indexer);
  await indexer.process.stop();
  const sql = connect(schema);
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  const [{ block }] = await sql<[{ block: string }]>`select block_number as block from checkpoint where chain_id = 102`;

  await using fewer = await start(schema, [], (config) => ({
    ...config,
    chains: config.chains.filter(({ id }) => id !== 104),
  }));
  await untilReady(fewer);
  expect(await sql`select from entry_queued where chain_id = 104`).toHaveLength(0);
  // Nothing of the others was read again.
  const [again] = await sql`
    select from cut_checkpoint where chain_id = 102 and from_block <= ${block} and cut_id > (
      select max(cut_id) from cut_checkpoint where chain_id = 102 and block_number <= ${block}
    )`;
  expect(again).toBeUndefined();
  await fewer.process.stop();
  expect(await run("check", schema)).toMatchObject({ code: 0 });

  await using all = await start(schema);
  await untilReady(all);
  expect((await sql`select from entry_queued where chain_id = 104`).length).toBeGreaterThan(0);
  await all.process.stop();
  expect(await run("check", schema)).toMatchObject({ code: 0 });
}, 300_000);

type Indexer = AsyncDisposable & {
  process: RunningProcess;
  url: string;
  lines: string[];
  /** How many chains it holds, as it says. */
  held: () => number;
};

let files = 0;

async function start(
  schema: string,
  flags: readonly string[] = [],
  change: (config: Config) => Config = (config) => config,
): Promise<Indexer> {
  const configFile = join(directory.path, `config-${++files}.json`);
  const deploymentFile = join(directory.path, `deployment-${files}.json`);
  await writeFile(
    configFile,
    JSON.stringify(change(world.config((id) => [providers.url(id, "a", "ws"), providers.url(id)]))),
  );
  await writeFile(deploymentFile, formatDeployment(world.deployment));
  const port = await findPort();
  const lines: string[] = [];
  const process = await startProcess({
    name: "indexer",
    command: globalThis.process.execPath,
    arguments: [
      ...[main, "start", "--config", configFile, "--deployment", deploymentFile],
      ...["--schema", schema, "--port", `${port}`, ...flags],
    ],
    environment: { DATABASE_URL: database.url },
    onLine: (line) => void lines.push(line),
  });
  return {
    process,
    url: `http://127.0.0.1:${port}`,
    lines,
    held() {
      const [, held = "none"] = /chains=(\S+)/.exec(lines.findLast((line) => line.includes("are leased")) ?? "") ?? [];
      return held === "none" ? 0 : held.split(",").length;
    },
    [Symbol.asyncDispose]: process.stop,
  };
}

async function untilReady(...indexers: readonly Indexer[]): Promise<void> {
  for (const { process, url } of indexers) {
    const ready = expect
      .poll(
        () =>
          fetch(`${url}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 60_000, interval: 20 },
      )
      .toBe(true);
    await process.waitFor(Promise.resolve(ready), 90_000);
  }
}

async function untilIndexed(schema: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const sql = connect(schema);
        try {
          return (await sql`select from checkpoint where block_number > 40`).length;
        } catch {
          return 0;
        } finally {
          await sql.end();
        }
      },
      { timeout: 40_000 },
    )
    .toBe(chainIds.length);
}

/** Asks over and over again, and compares what is derived with what it is derived from. */
async function read({ url }: Indexer, signal: AbortSignal): Promise<number> {
  const body = JSON.stringify({ query: "{ entries { totalCount } entryQueuedEvents { totalCount } }" });
  let reads = 0;
  for (; !signal.aborted; reads++) {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { data, errors } = (await response.json()) as {
      data: Record<string, { totalCount: number }>;
      errors?: unknown;
    };
    expect(errors).toBeUndefined();
    expect(data.entries!.totalCount).toBeGreaterThan(0);
    expect(data.entries).toEqual(data.entryQueuedEvents);
  }
  return reads;
}

async function run(
  command: string,
  schema: string,
  ...options: readonly string[]
): Promise<{ code: number | null; lines: string[] }> {
  const lines: string[] = [];
  const process = await startProcess({
    name: command,
    command: globalThis.process.execPath,
    arguments: [main, command, "--schema", schema, ...options],
    environment: { DATABASE_URL: database.url },
    onLine: (line) => void lines.push(line),
  });
  const { code } = await process.ended;
  return { code, lines };
}

function connect(schema: string): postgres.Sql {
  return postgres(database.url, { max: 1, connection: { search_path: searchPath(schema) }, onnotice: () => undefined });
}
