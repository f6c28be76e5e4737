import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { searchPath, stateSchema } from "@concert/types/tables";
import { Pool } from "pg";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createModel, type Model } from "../../test/model.ts";
import { type Index, openIndex } from "../../test/openIndex.ts";
import { readState } from "../../test/readState.ts";
import { openStore, silentLog, type TestStore } from "../../test/schemas.ts";
import { createGraphql } from "../api/graphql/createGraphql.ts";
import { connectStore, type Store } from "../store/connectStore.ts";
import { createState } from "../store/createState.ts";
import { ownProjection } from "../store/ownProjection.ts";
import { compareState } from "./compareState.ts";
import { createBuilder } from "./createBuilder.ts";
import { clearLeftovers, dropLeftovers, formerSchema, nextSchema } from "./dropLeftovers.ts";
import { prepareState } from "./prepareState.ts";
import { rebuildLock, tryRebuildLock } from "./rebuildLock.ts";
import { type RebuildStateParameters, rebuildState } from "./rebuildState.ts";

let database: RunningPostgres;
let index: TestStore;
let model: Model;
let following: Index;
let draw: (below: number) => number;

beforeAll(async () => {
  database = await startPostgres();
});

afterAll(async () => {
  await database?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  index = await openStore(database.url);
  draw = createDraw(7);
  model = createModel(draw);
  following = await openIndex(index, model);
  for (let block = 0; block < 150; block++) for (const chain of model.chains.keys()) model.mine(chain);
  await following.followTogether([...model.chains.keys()].map((chain) => ({ chain })));
});

afterEach(async () => {
  await index?.[Symbol.asyncDispose]();
});

test("nobody who reads or writes meanwhile notices, and the state is what the events give", async () => {
  const stop = new AbortController();
  const readers = [readByStatement, readByTransaction, readByGraphql].map((read) => read(stop.signal));
  const writing = write(stop.signal);
  const oids: unknown[] = [];
  for (let time = 0; time < 3; time++) {
    await rebuild();
    oids.push((await index.store`select 'entry'::regclass::oid as oid`)[0]!.oid);
    await sleep(100);
  }
  stop.abort();
  const { commits, reorgs } = await writing;
  const reads = await Promise.all(readers);

  expect(new Set(oids).size).toBe(3);
  expect(commits).toBeGreaterThan(20);
  expect(reorgs).toBeGreaterThan(3);
  for (const count of reads) expect(count).toBeGreaterThan(20);
  expect(await schemas()).toEqual([index.schema, stateSchema(index.schema)]);
  expect(await compareState(index.store, index.schema)).toMatchObject({ differences: [] });
}, 240_000);

test("a transaction that reads an older snapshot is waited for, and sees that to its end", async () => {
  const sql = connect();
  let renamedAt: number | undefined;
  await using _ = { [Symbol.asyncDispose]: () => sql.end() };
  await sql.begin("isolation level repeatable read", async (reader) => {
    const [events] = await reader`select count(*)::integer as count from entry_queued`;
    model.mine(0);
    await following.follow(0);
    const rebuilding = rebuild({ patienceMilliseconds: 100 }).then(() => {
      renamedAt = performance.now();
    });
    await sleep(1_500);
    expect(renamedAt).toBeUndefined();
    // Commits go on all the same.
    model.mine(1);
    await following.follow(1);
    const [entries] = await reader`select count(*)::integer as count from entry`;
    expect(entries!.count).toBe(events!.count);
    void rebuilding;
  });
  await expect.poll(() => renamedAt, { timeout: 10_000 }).toBeDefined();
  expect(await compareState(index.store, index.schema)).toMatchObject({ differences: [] });
}, 60_000);

test("cuts that nobody remembers any more are followed all the same", async () => {
  await using stack = new AsyncDisposableStack();
  const store = await connectStore({ url: database.url, schema: index.schema, connections: 3 });
  stack.defer(() => store.end());
  const builder = createBuilder(store, [nextSchema(index.schema), index.schema]);
  await createState(index.store, index.schema, nextSchema(index.schema));
  await builder.follow();
  model.rollBack(0, 40);
  for (let block = 0; block < 45; block++) model.mine(0);
  await following.follow(0);
  model.mine(1);
  await following.follow(1);
  await index.store`delete from cut where id = (select max(id) - 1 from cut)`;
  await index.store`delete from cut_checkpoint where cut_id not in (select id from cut)`;
  await builder.follow();
  await builder.release();
  const [differing] = await index.store`
    (table entry except table ${index.store(nextSchema(index.schema))}.entry)
    union all (table ${index.store(nextSchema(index.schema))}.entry except table entry)`;
  expect(differing).toBeUndefined();
  await dropLeftovers(index.store, index.schema, AbortSignal.timeout(10_000));
});

test("it makes no difference how many events are projected in a step", async () => {
  for (const eventsAtOnce of [40, 700]) {
    expect(await compareState(index.store, index.schema, { eventsAtOnce })).toMatchObject({ differences: [] });
  }
});

test("rebuilding repairs what is wrong, and keeps the reader's rights", async () => {
  await index.store`do $$ begin create role concert_reader login; exception when duplicate_object then null; end $$`;
  const right = await readState(index.store);
  await index.store`delete from entry where position % 2 = 0`;
  await index.store`update "order" set decision = 'abort'`;
  const { differences } = await compareState(index.store, index.schema);
  expect(differences.map(({ table }) => table)).toEqual(["entry", "order"]);
  await rebuild();
  expect(await readState(index.store)).toEqual(right);
  const [allowed] = await index.store`
    select has_table_privilege('concert_reader', 'entry', 'select') as table,
      has_table_privilege('concert_reader', 'actionable_order', 'select') as view,
      has_schema_privilege('concert_reader', ${stateSchema(index.schema)}, 'usage') as schema`;
  expect(allowed).toEqual({ table: true, view: true, schema: true });
});

test("a rebuild that is ended leaves the state as it was, and the next one clears up", async () => {
  const before = await readState(index.store);
  const stop = new AbortController();
  const sql = connect();
  // Someone who reads keeps it from its end.
  await sql.begin("isolation level repeatable read", async (reader) => {
    await reader`select from entry limit 1`;
    const rebuilding = rebuild({ signal: stop.signal, patienceMilliseconds: 50 });
    const ended = expect(rebuilding).rejects.toThrow("ended");
    await expect.poll(schemas, { timeout: 30_000 }).toContain(nextSchema(index.schema));
    stop.abort(new Error("ended"));
    await ended;
  });
  await sql.end();
  expect(await readState(index.store)).toEqual(before);
  // As if it had ended between the rename and the drop, too.
  await index.store`create schema ${index.store(formerSchema(index.schema))}`;
  await prepare();
  expect(await schemas()).toEqual([index.schema, stateSchema(index.schema)]);
});

describe("at start", () => {
  test("a state of this projection is left as it is", async () => {
    const [before] = await index.store`select built_at from projection`;
    await prepare();
    expect(await index.store`select built_at from projection`).toEqual([before]);
  });

  test("one of an older projection is rebuilt, whatever it looks like", async () => {
    const right = await readState(index.store);
    await index.store`update projection set version = ${ownProjection.version - 1}, hash = 'other'`;
    await index.store`alter table leg drop column fill_fee cascade`;
    await prepare();
    expect(await readState(index.store)).toEqual(right);
    expect(await index.store`select version, hash from projection`).toEqual([ownProjection]);
  });

  test("one that is missing is made", async () => {
    const right = await readState(index.store);
    await index.store`drop schema ${index.store(stateSchema(index.schema))} cascade`;
    await prepare();
    expect(await readState(index.store)).toEqual(right);
  });

  test("one of a newer projection is refused", async () => {
    const newer = ownProjection.version + 1;
    await index.store`update projection set version = ${newer}, hash = 'other'`;
    await expect(prepare()).rejects.toThrow(
      `--schema is ${index.schema}: its state is of version ${newer} of the projection, and this build is of version ${ownProjection.version}: run the newer build.`,
    );
    model.mine(0);
    await expect(following.follow(0)).rejects.toThrow(`rebuilt by version ${newer} of the projection`);
  });

  test("two processes rebuild it once", async () => {
    await index.store`update projection set version = ${ownProjection.version - 1}, hash = 'other'`;
    const messages: string[] = [];
    const log = { ...silentLog, info: (message: string) => void messages.push(message) };
    await Promise.all([1, 2].map(() => prepare({ log })));
    expect(messages.filter((message) => message === "rebuilding the state")).toHaveLength(1);
  });
});

test("only one rebuilds at a time", async () => {
  const [first, second] = [connect(), connect()];
  expect(await tryRebuildLock(first, index.schema)).toBe(true);
  expect(await tryRebuildLock(second, index.schema)).toBe(false);
  const waiting = rebuildLock(second, index.schema, AbortSignal.timeout(5_000));
  await first.end();
  await waiting;
  await second.end();
});

async function rebuild(changes: Partial<RebuildStateParameters> = {}): Promise<void> {
  const given = { ...parameters(), ...changes };
  await rebuildState(given);
  await clearLeftovers(index.store, given);
}

async function prepare(changes: Partial<RebuildStateParameters> = {}): Promise<void> {
  await using _ = await prepareState({ ...parameters(), ...changes });
}

function parameters() {
  return { url: database.url, schema: index.schema, log: silentLog, signal: AbortSignal.timeout(60_000) };
}

function connect(): postgres.Sql {
  return postgres(database.url, {
    max: 1,
    connection: { search_path: searchPath(index.schema) },
    onnotice: () => undefined,
  });
}

async function schemas(): Promise<string[]> {
  const rows = await index.store<{ name: string }[]>`
    select nspname as name from pg_namespace where starts_with(nspname, ${index.schema}) order by 1`;
  return rows.map(({ name }) => name);
}

/** Follows chains that grow and are reorganised. */
async function write(signal: AbortSignal): Promise<{ commits: number; reorgs: number }> {
  let commits = 0;
  let reorgs = 0;
  while (!signal.aborted) {
    const chain = draw(model.chains.length);
    if (draw(4) === 0) model.rollBack(chain, 1 + draw(5));
    for (let blocks = 1 + draw(6); blocks > 0; blocks--) model.mine(chain);
    if ((await following.follow(chain)) > 0) reorgs++;
    commits++;
  }
  return { commits, reorgs };
}

/** Each read compares what is derived with what it is derived from. */
async function readByStatement(signal: AbortSignal): Promise<number> {
  const store: Store = await connectStore({ url: database.url, schema: index.schema, connections: 1 });
  let reads = 0;
  for (; !signal.aborted; reads++) {
    const [counts] = await store`
      select (select count(*) from entry)::integer as entries, (select count(*) from entry_queued)::integer as events`;
    expect(counts!.entries).toBeGreaterThan(0);
    expect(counts!.entries).toBe(counts!.events);
  }
  await store.end();
  return reads;
}

async function readByTransaction(signal: AbortSignal): Promise<number> {
  const sql = connect();
  let reads = 0;
  for (; !signal.aborted; reads++) {
    await sql.begin("isolation level repeatable read", async (sql) => {
      await sql`select 1`;
      await sleep(reads % 20);
      const [events] = await sql`select count(*)::integer as count from entry_queued`;
      await sleep(reads % 7);
      const [entries] = await sql`select count(*)::integer as count from entry`;
      expect(entries!.count).toBeGreaterThan(0);
      expect(entries!.count).toBe(events!.count);
    });
  }
  await sql.end();
  return reads;
}

async function readByGraphql(signal: AbortSignal): Promise<number> {
  const pool = new Pool({ connectionString: database.url, max: 2 });
  const graphql = await createGraphql(pool, index.schema);
  const server = createServer((request, response) => void graphql.handle(request, response, () => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const body = JSON.stringify({ query: "{ entries { totalCount } entryQueuedEvents { totalCount } }" });
  const headers = { "content-type": "application/json" };
  let reads = 0;
  for (; !signal.aborted; reads++) {
    const answer = await (await fetch(url, { method: "POST", headers, body })).json();
    const { data } = answer as { data: { entries: unknown; entryQueuedEvents: unknown } };
    expect(answer).toEqual({ data });
    expect(data.entries).toEqual(data.entryQueuedEvents);
  }
  await new Promise((resolve) => server.close(resolve));
  await graphql.close();
  await pool.end();
  return reads;
}

/** Numbers that are the same at every run. */
function createDraw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
