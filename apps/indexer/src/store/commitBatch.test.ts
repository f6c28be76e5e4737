import { type RunningPostgres, startPostgres } from "@concert/devnet";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createModel, type Draw } from "../../test/model.ts";
import { createIndex, openIndex } from "../../test/openIndex.ts";
import { readState, stateTables } from "../../test/readState.ts";
import { openStore, type TestStore } from "../../test/schemas.ts";
import { recompute } from "../project/recompute.ts";
import { CheckpointMovedError } from "../publish/publishCut.ts";

let postgres: RunningPostgres;
let incremental: TestStore;
let fresh: TestStore;

beforeAll(async () => {
  postgres = await startPostgres();
  incremental = await openStore(postgres.url);
  fresh = await openStore(postgres.url);
});

afterAll(async () => {
  await incremental?.[Symbol.asyncDispose]();
  await fresh?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

test("after any history, in any order of arrival and after any reorgs, the state is that of a fresh index", async () => {
  let reorgs = 0;
  const seen = new Set<string>();
  const statuses = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const draw: Draw = (below) => generate(fc.nat, { max: below - 1 });
      const model = createModel(draw);
      const index = await openIndex(incremental, model);
      for (let step = 0; step < 24; step++) {
        const chain = draw(model.chains.length);
        if (draw(3) === 0) model.rollBack(chain, 1 + draw(4));
        for (let blocks = 1 + draw(5); blocks > 0; blocks--) model.mine(chain);
        if (draw(3) > 0) reorgs += (await index.follow(draw(model.chains.length), 1 + draw(12))) > 0 ? 1 : 0;
      }
      for (const chain of model.chains.keys()) await index.follow(chain);

      const other = await openIndex(fresh, model);
      const first = draw(model.chains.length);
      for (const offset of model.chains.keys()) await other.follow((first + offset) % model.chains.length);

      const state = await readState(incremental.store);
      expect(state).toEqual(await readState(fresh.store));
      expect(await recompute(incremental.store, incremental.schema)).toMatchObject({ differences: [] });
      for (const [table, rows] of Object.entries(state)) if (rows.length > 0) seen.add(table);
      for (const { status } of await incremental.store`select distinct status from payout`) statuses.add(status);
    }),
    { numRuns: 40, endOnFailure: true },
  );
  // The histories hold what they are to test.
  console.log(`${reorgs} reorgs`);
  expect(reorgs).toBeGreaterThan(40);
  expect([...statuses].sort()).toEqual(["claimed", "failed", "owed", "paid", "rejected"]);
  const neverEmitted = ["attesters_set", "attesters_set_attesters", "authority_updated", "message_executed"];
  expect(stateTables.filter((table) => !seen.has(table))).toEqual([
    ...neverEmitted,
    "message_sent",
    "message_sent_attributes",
  ]);
}, 180_000);

test("a batch that starts at a block which another worker has passed is refused, and leaves nothing", async () => {
  const model = createModel(() => 0);
  const index = await openIndex(incremental, model);
  model.mine(0);
  await index.follow(0);
  const before = await readState(incremental.store);
  const stale = createIndex(incremental, model);
  model.mine(0);
  await expect(stale.follow(0)).rejects.toThrow(CheckpointMovedError);
  expect(await readState(incremental.store)).toEqual(before);
});
