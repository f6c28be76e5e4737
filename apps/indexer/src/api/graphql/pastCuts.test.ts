import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { encodeReport } from "@concert/types";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createModel } from "../../../test/model.ts";
import { openIndex } from "../../../test/openIndex.ts";
import { openStore, type TestStore } from "../../../test/schemas.ts";
import { createGraphql } from "./createGraphql.ts";

const ids = ["0x01", "0x02"].map((id) => id.padEnd(66, "0") as `0x${string}`);

let postgres: RunningPostgres;
let index: TestStore;
let pool: Pool;
let graphql: Awaited<ReturnType<typeof createGraphql>>;
let server: Server;

beforeAll(async () => {
  postgres = await startPostgres();
  index = await openStore(postgres.url);
  const model = createModel(() => 0);
  const following = await openIndex(index, model);
  for (const orderId of ids) {
    model.mineTransaction(1, "spoke", ({ time, queue }) =>
      queue(0, encodeReport({ kind: "filled", orderId, leg: 0, fill: fillAt(time) })),
    );
    await following.follow(1);
  }
  model.rollBack(1, 1);
  for (let block = 0; block < 2; block++) model.mineTransaction(1, "spoke", () => undefined);
  await following.follow(1);
  pool = new Pool({ connectionString: postgres.url, max: 4 });
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

test("orders, legs and balances are told as of a cut, or of blocks", async () => {
  const { data } = await ask(`{
    ordersAsOf(cut: "1") { nodes { orderId decision } }
    ordersAt(chains: ["102"], blocks: ["0"]) { totalCount }
    legsAsOf(cut: "1", ofOrder: "${ids[0]}", filter: { status: { equalTo: filled } }, first: 1) {
      nodes { orderId position status filledAt }
    }
    balancesAsOf(cut: "1", ofChain: "102") { nodes { chainId kind amount } }
    currentCut { id }
  }`);
  expect(data).toEqual({
    ordersAsOf: { nodes: [{ orderId: ids[0], decision: "undecided" }] },
    ordersAt: { totalCount: 0 },
    legsAsOf: { nodes: [{ orderId: ids[0], position: 0, status: "filled", filledAt: "10" }] },
    balancesAsOf: { nodes: [{ chainId: "102", kind: "fee", amount: "7000000000" }] },
    currentCut: { id: "3" },
  });
});

test("a cut that a reorg took away is refused, and its replacement named", async () => {
  const { errors } = await ask(`{ ordersAsOf(cut: "2") { nodes { orderId } } }`);
  expect(errors?.[0]?.message).toBe(
    "cut 2 is no more: blocks of it were replaced. Cut 3 is the first that covers them again.",
  );
});

test("what the functions are made of is not offered", async () => {
  const { data } = await ask("{ __schema { queryType { fields { name } } } }");
  const names = data.__schema.queryType.fields.map(({ name }: { name: string }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      "ordersAsOf",
      "ordersAt",
      "legsAsOf",
      "legsAt",
      "balancesAsOf",
      "assetsAsOf",
      "custodyAsOf",
    ]),
  );
  expect(names.filter((name: string) => /blocksAt|cutBlocks|mismatch|unfinal/i.test(name))).toEqual([]);
});

function fillAt(time: bigint) {
  const repayment = {
    account: ids[0]!,
    ledgerAccount: "0x0000000000000000000000000000000000000000",
    chain: 101n,
    maxFee: 0,
  } as const;
  return { filledAt: time, hold: false, solver: repayment.ledgerAccount, repayment, fee: 7n };
}

// biome-ignore lint/suspicious/noExplicitAny: the answer has whatever shape the query has.
async function ask(query: string): Promise<{ data: any; errors?: { message: string }[] }> {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  return (await response.json()) as any;
}
