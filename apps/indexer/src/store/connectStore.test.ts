import { setTimeout as sleep } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClientMessage, startProxy } from "../../test/chaos/startProxy.ts";
import { connectStore } from "./connectStore.ts";

let server: RunningPostgres;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

test("connections that are cut anywhere in a transaction are opened again, each of them, every time", async () => {
  let until = Number.POSITIVE_INFINITY;
  await using proxy = await startProxy({
    port: server.port,
    onMessage: ({ type }) => (["Q", "P", "B"].includes(type) && until-- === 0 ? "reset" : "pass"),
  });
  const store = await connectStore({ url: proxy.url(server.url), schema: "public", connections: 2 });
  await using _ = { [Symbol.asyncDispose]: () => store.end({ timeout: 1 }) };
  await store`create table cut_apart (round integer, place integer)`;
  const insert = (round: number) =>
    store.begin(async (sql) => {
      const some = (from: number) => Array.from({ length: 6 }, (_, place) => from + place);
      for (const places of [some(0), some(6)]) {
        await Promise.all(places.map((place) => sql`insert into cut_apart values (${round}, ${place})`));
      }
    });
  let cuts = 0;
  for (let round = 0; round < 50; round++) {
    until = round % 12;
    await insert(round).catch(async () => {
      cuts++;
      until = Number.POSITIVE_INFINITY;
      await insert(round);
    });
  }
  expect(cuts).toBeGreaterThan(40);
  expect(
    await store`select count(distinct round)::integer as rounds, count(*)::integer as rows from cut_apart`,
  ).toEqual([{ rounds: 50, rows: 50 * 12 }]);
}, 60_000);

test("what is left of a transaction whose connection was cut runs in no other", async () => {
  const store = await connectStore({ url: server.url, schema: "public", connections: 1 });
  await using _ = { [Symbol.asyncDispose]: () => store.end({ timeout: 1 }) };
  await store`create table left_over (place integer)`;
  const goOn = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<number>();
  let rest: Promise<unknown> | undefined;
  const lost = store.begin(async (sql) => {
    const [{ pid }] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
    begun.resolve(pid);
    await goOn.promise;
    rest = sql`insert into left_over values (1)`.execute();
    await rest;
  });
  lost.catch(() => undefined);
  const other = await connectStore({ url: server.url, schema: "public", connections: 1 });
  await other`select pg_terminate_backend(${await begun.promise})`;
  await other.end();
  await expect(lost).rejects.toThrow("CONNECTION_CLOSED");
  // The pool opens its connection anew for this.
  await store.begin(async (sql) => {
    await sql`insert into left_over values (2)`;
    goOn.resolve();
    await sleep(50);
  });
  await expect(rest).rejects.toThrow("CONNECTION_CLOSED");
  expect(await store`select place from left_over`).toEqual([{ place: 2 }]);
}, 60_000);

const asksForTypes = (message: ClientMessage) => /pg_catalog\.pg_type/.test(message.text());

test.each(["reset", "lose", "hold"] as const)(
  "a connection that is cut while it asks for its types is opened again (%s)",
  async (verdict) => {
    let question = 0;
    await using proxy = await startProxy({
      port: server.port,
      onMessage: (message) => (asksForTypes(message) && ++question === 2 ? verdict : "pass"),
    });
    const store = await connectStore({ url: proxy.url(server.url), schema: "public", connections: 2 });
    await using _ = { [Symbol.asyncDispose]: () => store.end({ timeout: 1 }) };
    const [{ pid }] = await store<[{ pid: number }]>`select pg_backend_pid() as pid`;
    const first = store`select pg_sleep(1)`.execute();
    // The second connection is opened for this one.
    const second = store`select ${[2, 3]}::integer[] as numbers`.execute();
    second.catch(() => undefined);
    if (verdict === "hold") {
      const other = await connectStore({ url: server.url, schema: "public", connections: 1 });
      const isCut = async () =>
        (
          await other`
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'concert-indexer' and pid not in (${pid}, pg_backend_pid())`
        ).length > 0;
      while (question < 2 || !(await isCut())) await sleep(5);
      await other.end();
      expect(await second).toEqual([{ numbers: [2, 3] }]);
    } else await expect(second).rejects.toThrow("ECONNRESET");
    await first;
    const pairs = [1, 2].map((number) => store`select ${number}::integer as number, pg_sleep(0.1)`);
    expect((await Promise.all(pairs)).map(([row]) => row!.number)).toEqual([1, 2]);
  },
);

test("a pool that is closed while it asks for types leaves no failure behind", async () => {
  const asked = Promise.withResolvers<void>();
  let question = 0;
  await using proxy = await startProxy({
    port: server.port,
    onMessage(message) {
      if (!asksForTypes(message) || ++question < 2) return "pass";
      asked.resolve();
      return "hold";
    },
  });
  const store = await connectStore({ url: proxy.url(server.url), schema: "public", connections: 2 });
  const waits = [store`select pg_sleep(10)`, store`select 2`].map((query) => query.catch(String));
  await asked.promise;
  await store.end({ timeout: 0 });
  for (const failure of await Promise.all(waits)) expect(failure).toMatch(/CONNECTION_(DESTROYED|CLOSED|ENDED)/);
});

test("a pool is closed though its connection was just cut", async () => {
  let isCutting = false;
  await using proxy = await startProxy({
    port: server.port,
    onMessage: ({ type }) => (isCutting && type === "B" ? "reset" : "pass"),
  });
  const store = await connectStore({ url: proxy.url(server.url), schema: "public", connections: 1 });
  isCutting = true;
  await expect(store`select 1`).rejects.toThrow("ECONNRESET");
  await store.end();
});
