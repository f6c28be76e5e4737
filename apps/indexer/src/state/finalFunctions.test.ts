import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { eventsAbi } from "@concert/types";
import { eventShape } from "@concert/types/tables";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createModel, type Draw } from "../../test/model.ts";
import { openIndex } from "../../test/openIndex.ts";
import { openStore, type TestStore } from "../../test/schemas.ts";
import { finalRules } from "./finalRules.ts";

const eventTables = new Set(eventsAbi.map((event) => eventShape(event).table));

let postgres: RunningPostgres;
let whole: TestStore;
let finalOnly: TestStore;

beforeAll(async () => {
  postgres = await startPostgres();
  whole = await openStore(postgres.url);
  finalOnly = await openStore(postgres.url);
});

afterAll(async () => {
  await whole?.[Symbol.asyncDispose]();
  await finalOnly?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

test("a row that is final is the same in an index of the final blocks alone, whatever is not final", async () => {
  const met = new Map<string, Set<boolean>>();
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const draw: Draw = (below) => generate(fc.nat, { max: below - 1 });
      const model = createModel(draw);
      for (const chain of model.chains.keys()) for (let blocks = 20; blocks > 0; blocks--) model.mine(chain);
      const [index, other] = [await openIndex(whole, model), await openIndex(finalOnly, model)];
      for (const [chain, { chainId }] of model.chains.entries()) {
        await index.follow(chain);
        const final = draw(21);
        await whole.store`
          update checkpoint set final_block_number = ${final === 0 ? null : final} where chain_id = ${`${chainId}`}`;
        if (final > 0) await other.follow(chain, final);
      }
      for (const table of Object.keys(finalRules)) {
        const rows = await readRows(whole, table, `${table}_final`);
        const known = new Set((await readRows(finalOnly, table)).map(({ row }) => row));
        const seen = met.get(table) ?? new Set();
        for (const { final } of rows) seen.add(final!);
        met.set(table, seen);
        expect({ table, rows: rows.flatMap(({ row, final }) => (final && !known.has(row) ? [row] : [])) }).toEqual({
          table,
          rows: [],
        });
      }
    }),
    { numRuns: 30, endOnFailure: true },
  );
  // Both kinds of rows were met. All events have one rule.
  const oneSided = [...met].flatMap(([table, seen]) => (seen.size === 2 ? [] : [table]));
  expect(oneSided.filter((table) => !eventTables.has(table))).toEqual([]);
}, 120_000);

test("without a final block, nothing is final", async () => {
  const model = createModel(() => 0);
  const index = await openIndex(whole, model);
  model.mineTransaction(1, "spoke", ({ queue }) => queue(0, "0x"));
  await index.follow(1);
  expect((await readRows(whole, "entry", "entry_final")).map(({ final }) => final)).toEqual([false]);
  await whole.store`update checkpoint set final_block_number = 1 where chain_id = 102`;
  expect((await readRows(whole, "entry", "entry_final")).map(({ final }) => final)).toEqual([true]);
});

async function readRows({ store }: TestStore, table: string, column?: string) {
  return await store<{ row: string; final?: boolean }[]>`
    select t::text as row ${column === undefined ? store`` : store`, t.${store(column)} as final`} from ${store(table)} t`;
}
