import { setTimeout as sleep } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type TestStore } from "../../test/schemas.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createServing } from "./createServing.ts";
import { startServer } from "./startServer.ts";

let postgres: RunningPostgres;
let index: TestStore;

beforeAll(async () => {
  postgres = await startPostgres();
  index = await openStore(postgres.url);
});

afterAll(async () => {
  await index?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

const never = new Promise<never>(() => undefined);

test("the schema is made once somebody asks, who waits for it", async () => {
  await using opened = await open();
  const { server } = opened;
  const serving = opened.openBy(never);
  const waiting = server.handler;
  await sleep(100);
  expect(server.handler).toBe(waiting);
  const answers = await Promise.all([opened.ask(), opened.ask()]);
  expect(answers).toEqual([{ data: { channels: { totalCount: 0 } } }, { data: { channels: { totalCount: 0 } } }]);
  await serving;
  expect(server.handler).not.toBe(waiting);
});

test("the schema is made when it is due, and what is opened later takes its place", async () => {
  await using opened = await open();
  const { server } = opened;
  const due = Promise.withResolvers<void>();
  const serving = opened.openBy(due.promise);
  const waiting = server.handler;
  due.resolve();
  await serving;
  const first = server.handler;
  expect(first).not.toBe(waiting);
  expect(await opened.ask()).toEqual({ data: { channels: { totalCount: 0 } } });
  await opened.openBy(never);
  expect(server.handler).not.toBe(first);
  expect(await opened.ask()).toEqual({ data: { channels: { totalCount: 0 } } });
});

test("nothing is made any more by one that ends", async () => {
  await using opened = await open();
  const { server } = opened;
  const due = Promise.withResolvers<void>();
  const serving = opened.openBy(due.promise);
  const waiting = server.handler;
  opened.stop();
  due.resolve();
  await serving;
  expect(server.handler).toBe(waiting);
});

async function open() {
  const stack = new AsyncDisposableStack();
  const stop = new AbortController();
  const server = stack.use(await startServer(0, [], createMetrics().registry));
  const { schema } = index;
  const serving = stack.use(
    createServing({ databaseUrl: postgres.url, schema, server, log: createLog(), signal: stop.signal }),
  );
  return {
    server,
    openBy: serving.openBy,
    stop: () => stop.abort(),
    async ask(): Promise<unknown> {
      const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: "{ channels { totalCount } }" }),
      });
      return await response.json();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
