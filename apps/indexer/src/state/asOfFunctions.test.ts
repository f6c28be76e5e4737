import { encodeReport } from "@concert/types";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createModel, type Draw } from "../../test/model.ts";
import { openIndex } from "../../test/openIndex.ts";
import { useStore } from "../../test/useStore.ts";

const index = useStore();

/** Each table, or view, with the function that tells what it was. */
const histories = {
  ...{ order: "orders", leg: "legs", balance: "balances", asset: "assets", custody: "custody" },
  ...{ ledger_balance: "ledger_balances", local_balance: "local_balances", share_balance: "share_balances" },
} as const;

test("as of any cut the state is what it was then, unless a reorg took blocks of the cut away", async () => {
  let asked = 0;
  let refused = 0;
  let replaced = 0;
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const draw: Draw = (below) => generate(fc.nat, { max: below - 1 });
      const model = createModel(draw);
      const following = await openIndex(index, model);
      const cuts = new Map<string, { state: Record<string, string[]>; blocks: Record<string, string> }>();
      for (let step = 0; step < 12; step++) {
        const chain = draw(model.chains.length);
        if (draw(6) === 0) model.rollBack(chain, 1 + draw(4));
        for (let blocks = 1 + draw(8); blocks > 0; blocks--) model.mine(chain);
        await following.follow(draw(model.chains.length), 1 + draw(12));
        const [cut] = await index.store<[{ id: string | null }]>`select max(id) as id from cut`;
        for (const { kind } of await index.store`select distinct kind from balance`) kinds.add(kind);
        if (cut.id !== null) cuts.set(cut.id, { state: await readNow(), blocks: await readBlocks() });
      }
      for (const [cut, { state, blocks }] of cuts) {
        const outcome = await readAsOf(cut).catch((error: Error) => error);
        if (!(outcome instanceof Error)) {
          expect({ cut, ...outcome }).toEqual({ cut, ...state });
          // The same by the blocks themselves.
          expect(await readAt(blocks)).toEqual(state);
          asked++;
          continue;
        }
        refused++;
        expect(await isReplaced(cut, blocks)).toBe(true);
        const replacement = /^cut \d+ is no more: .* Cut (\d+) is the first that covers them again\.$/.exec(
          outcome.message,
        );
        if (replacement === null) {
          expect(outcome.message).toMatch(
            /^cut \d+ is no more: block \d+ of chain \d+, 0x.*, was replaced, and no cut /,
          );
          continue;
        }
        const covering = cuts.get(replacement[1]!);
        if (covering === undefined) continue;
        replaced++;
        for (const [chainId, block] of Object.entries(blocks)) {
          expect(BigInt(covering.blocks[chainId]!)).toBeGreaterThanOrEqual(BigInt(block));
        }
      }
    }),
    { numRuns: 32, endOnFailure: true },
  );
  console.log(`${asked} cuts asked, ${refused} refused, ${replaced} with a replacement that was there`);
  expect(asked).toBeGreaterThan(50);
  expect(replaced).toBeGreaterThan(5);
  expect([...kinds].sort()).toEqual([
    ...["claimable", "custody", "deposited", "earned", "escrowed", "fee", "held", "owed"],
  ]);
}, 240_000);

test("lists of a past cut are narrowed by what never changes", async () => {
  const model = createModel(() => 0);
  const following = await openIndex(index, model);
  const [ids, users] = [
    ["0x01", "0x02"].map((id) => id.padEnd(66, "0")),
    ["0xaa", "0xbb"].map((id) => id.padEnd(42, "0")),
  ];
  for (const id of ids) {
    model.mineTransaction(1, "spoke", ({ time, queue }) =>
      queue(0, encodeReport({ kind: "escrowed", timestamp: time, orderId: id as `0x${string}`, fee: 3n })),
    );
    await following.follow(1);
  }
  const { store } = index;
  const orders = (rows: readonly Record<string, unknown>[]) => rows.map(({ order_id }) => order_id);
  expect(orders(await store`select * from orders_as_of(1)`)).toEqual([ids[0]]);
  expect(orders(await store`select * from orders_as_of(2) order by order_id`)).toEqual(ids);
  expect(orders(await store`select * from orders_as_of(2, of_order => ${ids[1]!})`)).toEqual([ids[1]]);
  expect(orders(await store`select * from orders_as_of(2, of_user => ${users[0]!})`)).toEqual([]);
  expect(orders(await store`select * from orders_at('{102}', '{1}')`)).toEqual([ids[0]]);
  expect(orders(await store`select * from orders_at('{}', '{}') order by order_id`)).toEqual(ids);
  expect(await store`select token, kind, amount from balances_as_of(2, of_chain => 102)`).toMatchObject([
    { kind: "fee", amount: "6000000000" },
  ]);
  expect(await store`select * from balances_as_of(2, of_account => ${users[0]!})`).toEqual([]);
});

test("what can't be asked for gets one line", async () => {
  const model = createModel(() => 0);
  const following = await openIndex(index, model);
  for (let block = 0; block < 3; block++) {
    model.mineTransaction(1, "spoke", () => undefined);
    await following.follow(1);
  }
  const { store } = index;
  await expect(store`select * from orders_as_of(4)`).rejects.toThrow("cut 4 is not there yet: the latest is 3.");
  await store`delete from cut where id = 1`;
  await expect(store`select * from orders_as_of(1)`).rejects.toThrow("cut 1 is not kept any more: the oldest is 2.");
  await expect(store`select * from legs_at('{7}', '{1}')`).rejects.toThrow("chain 7 is not indexed: give another.");
  await expect(store`select * from balances_at('{102}', '{9}')`).rejects.toThrow(
    "chain 102 is indexed up to block 3, but block 9 is asked for: give an earlier one.",
  );
  await expect(store`select * from orders_at('{102}', '{-1}')`).rejects.toThrow(
    "chain 102 is indexed from block 1 on, but block -1 is asked for: give a later one.",
  );
  await expect(store`select * from orders_at('{102,101}', '{1}')`).rejects.toThrow("2 chains and 1 blocks are given");
});

async function readNow(): Promise<Record<string, string[]>> {
  return await read((table) => index.store`select t::text as row from ${index.store(table)} t`);
}

async function readAsOf(cut: string): Promise<Record<string, string[]>> {
  return await read(
    (_, name) => index.store`select row(t.*)::text as row from ${index.store(`${name}_as_of`)}(${cut}) t`,
  );
}

async function readAt(blocks: Record<string, string>): Promise<Record<string, string[]>> {
  const [chains, numbers] = [`{${Object.keys(blocks).join()}}`, `{${Object.values(blocks).join()}}`];
  return await read(
    (_, name) => index.store`select row(t.*)::text as row from ${index.store(`${name}_at`)}(${chains}, ${numbers}) t`,
  );
}

async function read(
  rowsOf: (table: string, name: string) => PromiseLike<readonly { row?: string }[]>,
): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = {};
  for (const [table, name] of Object.entries(histories)) {
    state[table] = (await rowsOf(table, name)).map(({ row }) => row!).toSorted();
  }
  return state;
}

async function readBlocks(): Promise<Record<string, string>> {
  const rows = await index.store`select chain_id, block_number from checkpoint`;
  return Object.fromEntries(rows.map(({ chain_id, block_number }) => [chain_id, block_number]));
}

async function isReplaced(cut: string, blocks: Record<string, string>): Promise<boolean> {
  const reorgs = await index.store`
    select chain_id, from_block from cut_checkpoint where cut_id > ${cut} and replaced_block_count > 0`;
  return reorgs.some(({ chain_id, from_block }) => BigInt(from_block) <= BigInt(blocks[chain_id]!));
}
