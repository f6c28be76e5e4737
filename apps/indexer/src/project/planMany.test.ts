import { expect, test } from "vitest";
import { createModel } from "../../test/model.ts";
import { openIndex } from "../../test/openIndex.ts";
import { useStore } from "../../test/useStore.ts";
import { noneTouched } from "./Changes.ts";
import { project } from "./project.ts";

const schema = useStore();

const derived = [
  ...["order", "leg", "call", "escrow", "payout", "claimable", "earning", "collection"],
  ...["channel", "entry", "delivery", "mismatch", "chain", "posting", "holding", "limit_use"],
];

test("what many events give, worked on in sets, is what they give one block after the other", async () => {
  let state = 1;
  const model = createModel((below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  });
  for (let block = 0; block < 40; block++) for (const chain of model.chains.keys()) model.mine(chain);
  const index = await openIndex(schema, model);
  for (let block = 0; block < 40; block++) for (const chain of model.chains.keys()) await index.follow(chain, 1);
  const one = await readDerived();
  expect(Object.values(one).filter((rows) => rows.length > 0).length).toBeGreaterThan(10);

  const { store } = schema;
  for (const table of derived) await store`delete from ${store(table)}`;
  const spans = model.chains.map(({ chainId }) => ({ chainId, fromBlock: 0n, toBlock: 1_000n, replaced: false }));
  const { hubChainId } = model;
  await store.begin((sql) => project(sql, { spans, hubChainId, touched: noneTouched(), many: true }));
  expect(await readDerived()).toEqual(one);
});

async function readDerived(): Promise<Record<string, string[]>> {
  const { store } = schema;
  const tables = await Promise.all(
    derived.map(async (table) => {
      const rows = await store<{ row: string }[]>`select t::text as row from ${store(table)} t order by t::text`;
      return [table, rows.map(({ row }) => row)] as const;
    }),
  );
  return Object.fromEntries(tables);
}
