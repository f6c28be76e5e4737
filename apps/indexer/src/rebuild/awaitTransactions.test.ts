import { type RunningPostgres, startPostgres } from "@concert/devnet";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awaitTransactions, readTransactions } from "./awaitTransactions.ts";

const lockKey = "7";

let database: RunningPostgres;
let own: postgres.Sql;
let other: postgres.Sql;

beforeAll(async () => {
  database = await startPostgres();
  const administrator = postgres(database.url, { max: 1 });
  await administrator`create role indexing login password 'secret'`;
  await administrator`create role reading login password 'secret'`;
  await administrator.end();
  [own, other] = [connect("indexing"), connect("reading")];
});

afterAll(async () => {
  await Promise.all([own?.end(), other?.end()]);
  await database?.[Symbol.asyncDispose]();
});

test("a transaction of another role that holds a snapshot is found, and waited for", async () => {
  expect(await readTransactions(own)).toEqual(new Map());
  const reading = other.begin("isolation level repeatable read", async (sql) => {
    await sql`select 1`;
    const running = await readTransactions(own);
    expect([...running.values()]).toEqual(["reader"]);
    expect(await awaitTransactions(own, running, { milliseconds: 50 })).toEqual(running);
    return { running };
  });
  const { running } = await reading;
  expect(await awaitTransactions(own, running, { milliseconds: 5_000 })).toEqual(new Map());
});

test("one that takes its snapshot later is not waited for", async () => {
  await other.begin("isolation level repeatable read", async () => {
    expect(await readTransactions(own)).toEqual(new Map());
  });
});

test("one that waits for the lock is not waited for", async () => {
  await own`select pg_advisory_lock(${lockKey}::bigint)`;
  const waiting = other.begin(async (sql) => await sql`select pg_advisory_xact_lock(${lockKey}::bigint)`);
  await expect.poll(async () => (await readTransactions(own)).size).toBe(1);
  expect(await readTransactions(own, lockKey)).toEqual(new Map());
  await own`select pg_advisory_unlock(${lockKey}::bigint)`;
  await waiting;
});

function connect(user: string): postgres.Sql {
  const url = new URL(database.url);
  url.username = user;
  url.password = "secret";
  return postgres(url.href, { max: 1, connection: { application_name: user === "reading" ? "reader" : "indexer" } });
}
