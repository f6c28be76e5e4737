import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createModel } from "../../../test/model.ts";
import { openIndex } from "../../../test/openIndex.ts";
import { openStore, type TestStore } from "../../../test/schemas.ts";
import { createGraphql } from "./createGraphql.ts";

const orderCount = 100_000;
const finalBlock = orderCount - 1_000;

let postgres: RunningPostgres;
let index: TestStore;
let pool: Pool;
let graphql: Awaited<ReturnType<typeof createGraphql>>;
let server: Server;

beforeAll(async () => {
  postgres = await startPostgres();
  index = await openStore(postgres.url);
  await openIndex(
    index,
    createModel(() => 0),
  );
  const { store } = index;
  // An order per block, the last thousand of which are not final.
  const id = (number: string) => `'0x' || lpad(to_hex(${number}), 64, '0')`;
  await store.unsafe(`
    insert into order_opened (
      chain_id, block_number, log_index, block_hash, block_time, transaction_hash, transaction_index, contract, address,
      order_id, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable
    )
    select 102, n, 0, '0x', n, '0x', 0, 'spoke', '0x', ${id("n")}, '0x', n, 0, 0, '0x', 0, false, false
    from generate_series(1, ${orderCount}) n;
    insert into "order" (order_id, leg_count, call_count, opened_at, decision)
    select ${id("n")}, 1, 0, n, 'undecided' from generate_series(1, ${orderCount}) n;
    update checkpoint set final_block_number = ${finalBlock} where chain_id = 102;
    analyze "order"; analyze order_opened; analyze entry; analyze checkpoint;`);
  pool = new Pool({ connectionString: postgres.url, max: 8 });
  graphql = await createGraphql(pool, index.schema);
  server = createServer((request, response) => void graphql.handle(request, response, () => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}, 60_000);

afterAll(async () => {
  await new Promise((resolve) => server?.close(resolve));
  await graphql?.close();
  await pool?.end();
  await index?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

test("50 final orders out of 100,000, and how many there are, are found quickly", async () => {
  const query = `{
    orders(filter: { final: { equalTo: true } }, orderBy: OPENED_AT_DESC, first: 50) {
      totalCount
      nodes { openedAt final }
    }
  }`;
  await ask(query);
  const start = performance.now();
  const { orders } = await ask(query);
  const milliseconds = performance.now() - start;
  console.log(`${milliseconds.toFixed(0)} ms`);
  expect(orders.totalCount).toBe(finalBlock);
  expect(orders.nodes).toEqual(
    Array.from({ length: 50 }, (_, position) => ({ openedAt: `${finalBlock - position}`, final: true })),
  );
  expect(milliseconds).toBeLessThan(2_000);
});

test("and so are those that are not", async () => {
  const { orders, events } = await ask(`{
    orders(filter: { final: { equalTo: false } }, orderBy: OPENED_AT_ASC, first: 2) {
      totalCount
      nodes { openedAt final diverged }
    }
    events: orderOpenedEvents(filter: { final: { equalTo: true } }, orderBy: BLOCK_NUMBER_DESC, first: 1) {
      nodes { blockNumber final }
    }
  }`);
  expect(orders.totalCount).toBe(orderCount - finalBlock);
  expect(orders.nodes).toEqual([
    { openedAt: `${finalBlock + 1}`, final: false, diverged: false },
    { openedAt: `${finalBlock + 2}`, final: false, diverged: false },
  ]);
  expect(events.nodes).toEqual([{ blockNumber: `${finalBlock}`, final: true }]);
});

test("every list of what has events can be asked for final rows", async () => {
  const { __schema } = await ask("{ __schema { types { name inputFields { name } } } }");
  const filters = Object.fromEntries(
    __schema.types.map(({ name, inputFields }: { name: string; inputFields: { name: string }[] | null }) => [
      name,
      (inputFields ?? []).map((field) => field.name),
    ]),
  );
  const lists = ["Order", "Leg", "Call", "Escrow", "Payout", "Claimable", "Earning", "Collection", "Channel", "Entry"];
  lists.push("Delivery", "Chain", "Opening", "Nonce", "Sweep", "AttesterSet", "Message", "Divergence");
  lists.push("EntryQueuedEvent", "OrderSettledEvent", "PayoutPaidEvent");
  expect(lists.filter((list) => !filters[`${list}Filter`]?.includes("final"))).toEqual([]);
});

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
