import { createServer } from "node:net";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClientMessage, startProxy } from "../../test/chaos/startProxy.ts";
import { connectStore, type Store } from "./connectStore.ts";

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

test.each(["client", "server"] as const)(
  "wherever a connection is cut in what the %s says, whoever waits is told, and the pool goes on",
  async (side) => {
    let left = Number.POSITIVE_INFINITY;
    let said = 0;
    await using proxy = await startProxy({
      port: server.port,
      allow(from, byteCount) {
        if (from !== side) return byteCount;
        said += byteCount;
        const allowed = Math.min(left, byteCount);
        left = allowed < byteCount ? Number.POSITIVE_INFINITY : left - allowed;
        return allowed;
      },
    });
    const open = () => connectStore({ url: proxy.url(server.url), schema: "public", connections: 2 });
    const direct = await connectStore({ url: server.url, schema: "public", connections: 1 });
    await using _ = { [Symbol.asyncDispose]: () => direct.end({ timeout: 1 }) };
    await direct`create table ${direct(`cut_${side}`)} (number integer, text text)`;
    const all = async (store: Store) =>
      (await Promise.allSettled(sayAll(store, `cut_${side}`))).filter(({ status }) => status === "rejected");

    const whole = await open();
    expect(await all(whole)).toEqual([]);
    await whole.end();
    const end = said;
    let failures = 0;
    // Byte for byte it takes too long.
    for (let place = 0; place < end; place += 197) {
      left = place;
      const store = await open().catch(() => undefined);
      if (store === undefined) continue;
      const failed = await all(store);
      if (failed.length > 0) failures++;
      left = Number.POSITIVE_INFINITY;
      // Whoever comes first may find a connection that is gone, and is not known to be.
      await all(store);
      expect(await all(store)).toEqual([]);
      await store.end();
    }
    expect(failures).toBeGreaterThan(20);
  },
  120_000,
);

/** Everything that is ever said to Postgres. */
function sayAll(store: Store, table: string): Promise<unknown>[] {
  const count = async (rows: AsyncIterable<readonly unknown[]>) => {
    for await (const _ of rows);
  };
  const transaction = () =>
    store.begin(async (sql) => {
      const texts = [300, 600, 900].map((length) => "x".repeat(length));
      await Promise.all(texts.map((text, number) => sql`insert into ${sql(table)} values (${number}, ${text})`));
      const stream = await sql.unsafe(`copy ${table} from stdin`).writable();
      await pipeline(
        texts.map((text) => Buffer.from(`1\t${text}\n`)),
        stream,
      );
      await count(sql`select generate_series(1, 20)`.cursor(7));
    });
  return [
    store`select ${[1, 2]}::integer[] as numbers`.execute(),
    store.unsafe("select 1").execute(),
    transaction(),
    transaction(),
    count(store`select generate_series(1, 20)`.cursor(7)),
    ...[1, 2, 3].map((number) => store`select ${number}::integer`.execute()),
    store.reserve().then(async (reserved) => {
      await Promise.all([reserved`select 1`, reserved`select 2`]).finally(() => reserved.release());
    }),
  ];
}

test("a COPY whose rows are refused in the end fails", async () => {
  const store = await connectStore({ url: server.url, schema: "public", connections: 1 });
  await using _ = { [Symbol.asyncDispose]: () => store.end({ timeout: 1 }) };
  await store`create table copied (number integer primary key)`;
  for (const count of [2, 5_000]) {
    const copying = store.begin(async (sql) => {
      const stream = await sql.unsafe("copy copied from stdin").writable();
      await pipeline([Buffer.from("1\n".repeat(count))], stream);
    });
    await expect(copying).rejects.toThrow("duplicate key value");
  }
});

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

test("a pool goes on once Postgres is back, however often it refused connections", async () => {
  await using proxy = await startProxy({ port: server.port });
  const store = await connectStore({ url: proxy.url(server.url), schema: "public", connections: 2 });
  await using _ = { [Symbol.asyncDispose]: () => store.end({ timeout: 1 }) };
  const askTwice = () => Promise.allSettled([store`select 1`, store.begin((sql) => sql`select 2`)]);
  await proxy.refuse();
  for (let round = 0; round < 3; round++) {
    for (const { status } of await askTwice()) expect(status).toBe("rejected");
  }
  await proxy.accept();
  for (const { status } of await askTwice()) expect(status).toBe("fulfilled");
}, 20_000);

test("connections that are closed before they are ready are opened again, at intervals", async () => {
  await using proxy = await startProxy({ port: server.port });
  const store = await connectStore({ url: proxy.url(server.url), schema: "public", connections: 1 });
  await using _ = { [Symbol.asyncDispose]: () => store.end({ timeout: 1 }) };
  await proxy.refuse();
  let count = 0;
  // As of a load balancer without anybody behind it.
  const closing = createServer((socket) => {
    count++;
    socket
      .on("error", () => undefined)
      .resume()
      .end();
  });
  closing.listen(proxy.port, "127.0.0.1");
  // The one finds out that its connection is gone, the other one waits for a new one.
  const asked = store`select 1`.catch(async () => {
    await sleep(50);
    return await store`select 1`;
  });
  asked.catch(() => undefined);
  await sleep(1_500);
  await new Promise((resolve) => closing.close(resolve));
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThan(20);
  await proxy.accept();
  await asked.catch(() => undefined);
  expect(await store`select 1 as one`).toEqual([{ one: 1 }]);
}, 20_000);

test("a pool that is closed before it has connected again connects no more", async () => {
  let count = 0;
  await using proxy = await startProxy({
    port: server.port,
    onMessage() {
      count++;
      return "pass";
    },
  });
  const store = await connectStore({ url: proxy.url(server.url), schema: "public", connections: 1 });
  await proxy.refuse();
  for (let round = 0; round < 4; round++) await store`select 1`.catch(() => undefined);
  const waiting = store`select 1`.catch(String);
  await sleep(1);
  await store.end({ timeout: 0 });
  expect(await waiting).toContain("CONNECTION_DESTROYED");
  await proxy.accept();
  count = 0;
  await sleep(2_000);
  expect(count).toBe(0);
});
