import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { encodeReport } from "@concert/types";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createModel } from "../../../test/model.ts";
import { type Index, openIndex } from "../../../test/openIndex.ts";
import { openStore, type TestStore } from "../../../test/schemas.ts";
import { createGraphql } from "./createGraphql.ts";
import { exampleQuery } from "./exampleQuery.ts";

let postgres: RunningPostgres;
let index: TestStore;
let pool: Pool;
let graphql: Awaited<ReturnType<typeof createGraphql>>;
let server: Server;

/** A chain that queues one entry per block, and whose index is one block further with each commit. */
const model = createModel(() => 0);
const chain = model.chains[1]!;
let following: Index;
let height = 0;

beforeAll(async () => {
  postgres = await startPostgres();
  index = await openStore(postgres.url);
  following = await openIndex(index, model);
  pool = new Pool({ connectionString: postgres.url, max: 8 });
  graphql = await createGraphql(pool, index.schema);
  server = createServer((request, response) => void graphql.handle(request, response, () => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server?.close(resolve));
  await graphql?.close();
  await pool?.end();
  await index?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

test("every field of an operation sees the same cut, however many are committed meanwhile", async () => {
  const stop = new AbortController();
  const writing = write(stop.signal);
  await expect.poll(async () => (await ask("{ currentCut { id } }")).currentCut.id).not.toBeNull();
  const cuts = new Set<string>();
  let asked = 0;
  const start = performance.now();
  // A busy machine takes longer.
  const goesOn = () => performance.now() < start + (cuts.size > 20 ? 5_000 : 40_000);
  try {
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        while (goesOn()) {
          const { channels, currentCut, latest, counted } = await ask(`{
            channels { nodes { queuedCount } }
            currentCut { id checkpoints { chainId blockNumber } }
            latest: entries(last: 1, orderBy: POSITION_ASC) { nodes { position queuedBlockNumber } }
            counted: entries { totalCount }
          }`);
          const cut = currentCut.checkpoints.find(({ chainId }: { chainId: string }) => chainId === "102").blockNumber;
          expect({
            id: currentCut.id,
            queued: channels.nodes[0]?.queuedCount,
            position: latest.nodes[0]?.position,
            block: latest.nodes[0]?.queuedBlockNumber,
            count: `${counted.totalCount}`,
          }).toEqual({ id: cut, queued: cut, position: cut, block: cut, count: cut });
          cuts.add(cut);
          asked++;
        }
      }),
    );
  } finally {
    stop.abort();
    await writing;
  }
  console.log(`${asked} operations saw ${cuts.size} cuts, while ${height} were committed`);
  expect(cuts.size).toBeGreaterThan(20);
}, 60_000);

test("orders, legs, payouts, channels and entries hang together under readable names", async () => {
  const { __schema } = await ask("{ __schema { types { name fields { name } } } }");
  const fields = Object.fromEntries(
    __schema.types.map(({ name, fields }: { name: string; fields: { name: string }[] | null }) => [
      name,
      (fields ?? []).map((field) => field.name),
    ]),
  );
  expect(fields.Query).toEqual(
    expect.arrayContaining(["order", "orders", "leg", "payouts", "channels", "entries", "checkpoints", "currentCut"]),
  );
  expect(fields.Query).toEqual(
    expect.arrayContaining(["signedOrderOpenedEvents", "entryQueuedEvents", "messages", "dueCalls"]),
  );
  expect(fields.Order).toEqual(
    expect.arrayContaining([
      "orderId",
      "user",
      "legs",
      "calls",
      "escrows",
      "openings",
      "nonces",
      "sweeps",
      "payouts",
      "entries",
      "acts",
    ]),
  );
  expect(fields.Leg).toEqual(expect.arrayContaining(["order", "origin", "destination", "payouts"]));
  expect(fields.Channel).toEqual(expect.arrayContaining(["chain", "entries", "deliveries", "messages"]));
  expect(fields.Chain).toEqual(expect.arrayContaining(["earnings", "collections", "attesterSets", "feeBalance"]));
  expect(fields.AttesterSet).toEqual(expect.arrayContaining(["attesters", "current"]));
  expect(fields.OrderOpenedEvent).toEqual(expect.arrayContaining(["legs", "calls"]));
  expect(fields).not.toHaveProperty("Mutation");
});

test("the query that GraphiQL starts with is answered", async () => {
  expect(await ask(exampleQuery)).toMatchObject({ orders: { nodes: [] } });
});

test("lists are filtered, ordered and paged", async () => {
  const { entries } = await ask(`{
    entries(filter: { kind: { equalTo: heartbeat }, position: { lessThanOrEqualTo: "5" } }, orderBy: POSITION_DESC, first: 2) {
      nodes { position kind timestamp channel { direction } }
      pageInfo { endCursor hasNextPage }
    }
  }`);
  expect(entries.nodes).toEqual([
    { position: "5", kind: "heartbeat", timestamp: "50", channel: { direction: "report" } },
    { position: "4", kind: "heartbeat", timestamp: "40", channel: { direction: "report" } },
  ]);
  const next = await ask(`{
    entries(filter: { position: { lessThanOrEqualTo: "5" } }, orderBy: POSITION_DESC, first: 2, after: "${entries.pageInfo.endCursor}") {
      nodes { position }
    }
  }`);
  expect(next.entries.nodes).toEqual([{ position: "3" }, { position: "2" }]);
});

test("integers of 256 bits are never rounded", async () => {
  const amount = 2n ** 256n - 1n;
  await index.store`insert into claimable values (${`${chain.chainId}`}, '0x01', '0x02', ${`${amount}`})`;
  const { claimables } = await ask(
    `{ claimables(filter: { amount: { greaterThan: "${amount - 1n}" } }) { nodes { amount } } }`,
  );
  expect(claimables.nodes).toEqual([{ amount: `${amount}` }]);
});

test("a browser is given GraphiQL, with everything that it needs", async () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await fetch(`${origin}/graphql`, { headers: { accept: "text/html" } });
  const html = await page.text();
  expect(page.headers.get("content-type")).toContain("text/html");
  const references = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, reference]) => reference!);
  const urls = references
    .filter((reference) => !reference.startsWith("data:"))
    .map((reference) => new URL(reference, origin));
  expect(urls.length).toBeGreaterThan(0);
  for (const url of urls) {
    expect(url.origin).toBe(origin);
    expect((await fetch(url)).status).toBe(200);
  }
});

/** Commits one block after the other, each with one heartbeat. */
async function write(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    height++;
    model.mineTransaction(1, "spoke", ({ time, queue }) =>
      queue(0, encodeReport({ kind: "heartbeat", timestamp: time, gasPrice: 1n })),
    );
    await following.follow(1);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the answer has whatever shape the query has.
async function ask(query: string): Promise<any> {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: { message: string }[] };
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join("; "));
  return data;
}
