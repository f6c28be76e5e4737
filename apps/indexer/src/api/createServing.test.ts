import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startProxy } from "../../test/chaos/startProxy.ts";
import { silentLog } from "../../test/schemas.ts";
import { useStore } from "../../test/useStore.ts";
import { systemClock } from "../clock.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { outlastOutages } from "../store/outlastOutages.ts";
import { createServing } from "./createServing.ts";
import { startServer } from "./startServer.ts";

const index = useStore();

const never = new Promise<never>(() => undefined);

test("the schema is made once somebody asks, who waits for it", async () => {
  await using opened = await open();
  const { server } = opened;
  const { serving, waiting } = begin(opened);
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
  const { due, serving, waiting } = begin(opened);
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
  const { due, serving, waiting } = begin(opened);
  opened.stop();
  due.resolve();
  await serving;
  expect(server.handler).toBe(waiting);
});

test("connections that break while the schema is made cost only time", async () => {
  let messages = 0;
  let left = Number.POSITIVE_INFINITY;
  await using proxy = await startProxy({
    port: index.postgres.port,
    onMessage() {
      messages++;
      return left-- === 0 ? "reset" : "pass";
    },
  });
  const make = async () => {
    await using opened = await open(proxy.url(index.postgres.url));
    messages = 0;
    const outage = { clock: systemClock, log: silentLog, signal: opened.stopping };
    await outlastOutages(() => opened.openBy(Promise.resolve()), outage);
    const places = messages;
    expect(await opened.ask()).toEqual({ data: { channels: { totalCount: 0 } } });
    return places;
  };
  const places = await make();
  expect(places).toBeGreaterThan(3);
  for (left = 0; left < places; left++) {
    const place = left;
    await make();
    expect(left).toBeLessThan(0);
    left = place;
  }
}, 60_000);

/** Has the schema made when it is due, and says what answers until then. */
function begin({ openBy, server }: Awaited<ReturnType<typeof open>>) {
  const due = Promise.withResolvers<void>();
  const serving = openBy(due.promise);
  return { due, serving, waiting: server.handler };
}

async function open(databaseUrl = index.postgres.url) {
  const stack = new AsyncDisposableStack();
  const stop = new AbortController();
  const server = stack.use(await startServer(0, [], createMetrics().registry));
  const { schema } = index;
  const serving = stack.use(createServing({ databaseUrl, schema, server, log: createLog(), signal: stop.signal }));
  return {
    server,
    openBy: serving.openBy,
    stopping: stop.signal,
    stop: () => stop.abort(),
    async ask(): Promise<unknown> {
      const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
        method: "POST",
        // The process makes schemas meanwhile, for longer than a server keeps a connection.
        headers: { "content-type": "application/json", connection: "close" },
        body: JSON.stringify({ query: "{ channels { totalCount } }" }),
      });
      return await response.json();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
