import { expect, test } from "vitest";
import { createModel } from "../../test/model.ts";
import { openIndex } from "../../test/openIndex.ts";
import { useStore } from "../../test/useStore.ts";
import { forgetCuts } from "./forgetCuts.ts";

const index = useStore();

test("old cuts go, and what is left can be asked for as before", async () => {
  const { store } = index;
  const model = createModel(() => 0);
  const following = await openIndex(index, model);
  for (const chain of [1, 2, 1, 1]) {
    model.mineTransaction(chain, "spoke", ({ queue }) => queue(0, "0x"));
    await following.follow(chain);
  }
  await store`update cut set committed_at = now() - interval '3 days' where id <= 2`;
  const kept = await store`select * from balances_as_of(3)`;
  expect(await forgetCuts(store, 2)).toBe(2);
  expect(await store`select * from balances_as_of(3)`).toEqual(kept);
  await expect(store`select * from balances_as_of(2)`).rejects.toThrow("cut 2 is not kept any more: the oldest is 3.");
  // Chain 102 stood at its first block until cut 3, chain 103 has stood at its own since cut 2.
  expect(await store`select cut_id, chain_id from cut_checkpoint order by 1`).toEqual([
    { cut_id: "2", chain_id: "103" },
    { cut_id: "3", chain_id: "102" },
    { cut_id: "4", chain_id: "102" },
  ]);
  await store`update cut set committed_at = now() - interval '3 days'`;
  expect(await forgetCuts(store, 2)).toBe(1);
  expect(await store`select id from cut`).toEqual([{ id: "4" }]);
});
