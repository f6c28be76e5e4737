import { setTimeout as sleep } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startProxy } from "../../test/chaos/startProxy.ts";
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
