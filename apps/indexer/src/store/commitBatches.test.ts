import { setTimeout as sleep } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { encodeInstruction, encodeReport } from "@concert/types";
import fc from "fast-check";
import { type Hex, pad, zeroAddress, zeroHash } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createModel, type Draw, type Model } from "../../test/model.ts";
import { createIndex, openIndex } from "../../test/openIndex.ts";
import { readState, stateTables, stateViews } from "../../test/readState.ts";
import { openStore, type TestStore } from "../../test/schemas.ts";
import { nativeToken } from "../project/nativeToken.ts";
import { CheckpointMovedError } from "../publish/publishCut.ts";
import { compareState } from "../rebuild/compareState.ts";
import { connectStore, type Store } from "./connectStore.ts";

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
  let jointCommits = 0;
  const seen = new Set<string>();
  const statuses = new Set<string>();
  let forgotten = 0;
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const draw: Draw = (below) => generate(fc.nat, { max: below - 1 });
      const model = createModel(draw);
      const index = await openIndex(incremental, model);
      for (let step = 0; step < 24; step++) {
        const chain = draw(model.chains.length);
        if (draw(3) === 0) model.rollBack(chain, 1 + draw(4));
        for (let blocks = 1 + draw(5); blocks > 0; blocks--) model.mine(chain);
        if (draw(3) === 0) continue;
        const chosen = [...model.chains.keys()].filter((other) => other === chain || draw(2) === 0);
        if (chosen.length > 1) jointCommits++;
        const parts = chosen.map((chain) => ({ chain, mostBlocks: 1 + draw(12) }));
        reorgs += (await index.followTogether(parts)) > 0 ? 1 : 0;
      }
      for (const act of [() => undefined, ...rareActs(model)]) {
        act();
        await index.followTogether([...model.chains.keys()].map((chain) => ({ chain })));
      }

      const other = await openIndex(fresh, model);
      const first = draw(model.chains.length);
      for (const offset of model.chains.keys()) await other.follow((first + offset) % model.chains.length);

      const state = await readState(incremental.store);
      expect(state).toEqual(await readState(fresh.store));
      expect(await compareState(incremental.store, incremental.schema)).toMatchObject({ differences: [] });
      for (const [table, rows] of Object.entries(state)) if (rows.length > 0) seen.add(table);
      const met = await incremental.store<{ status: string }[]>`
        select 'payout ' || status as status from payout
        union select 'leg ' || status from leg
        union select 'call ' || status from call
        union select 'nonce ' || status from nonce
        union select 'entry ' || kind from entry
        union select case status when 'owed' then 'collection owed' else 'collection answered' end from collection
        union select 'chain retired' from chain where retired
        union select 'calls left out' from "order" where call_count is null and leg_count is not null`;
      for (const { status } of met) statuses.add(status);
      const [entries] = await incremental.store<[{ forgotten: number }]>`
        select count(*)::integer as forgotten from entry e
        where accepted_at is null and exists (select from head_accepted h where h.head = e.head)`;
      forgotten += entries.forgotten;
    }),
    { numRuns: 40, endOnFailure: true },
  );
  // The histories hold what they are to test.
  console.log(`${reorgs} reorgs, ${jointCommits} joint commits`);
  expect(reorgs).toBeGreaterThan(40);
  expect(jointCommits).toBeGreaterThan(200);
  expect(forgotten).toBeGreaterThan(2);
  expect([...statuses].sort()).toEqual([
    ...["call executed", "call failed", "call pending", "calls left out", "chain retired"],
    ...["collection answered", "collection owed"],
    ...["entry cancelled", "entry configure", "entry deposited", "entry escrowed", "entry filled", "entry heartbeat"],
    ...["entry malformed", "entry pay", "leg cancelled", "leg filled", "leg unfilled", "nonce cancelled", "nonce used"],
    ...["payout claimed", "payout failed", "payout owed", "payout paid", "payout rejected"],
  ]);
  // The model has no access manager.
  expect([...stateTables, ...stateViews].filter((table) => !seen.has(table))).toEqual(["authority_updated", "poison"]);
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

test("two transactions that touch one order at once lose nothing", async () => {
  // Whoever has projected stays in its transaction for a while.
  await incremental.store.unsafe(`
    create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(0.2); return null; end $$;
    create trigger linger after insert on cut for each statement execute function linger();
  `);
  const [first, second] = await Promise.all([openStoreOf(incremental), openStoreOf(incremental)]);
  try {
    const model = createModel(() => 0);
    await openIndex(incremental, model);
    const [hub, spoke] = [0, 1];
    const orderId: Hex = `0x${"7".repeat(64)}`;
    model.mineTransaction(hub, "hub", ({ emit }) => {
      const owed = { token: zeroHash, account: zeroHash, amount: 5n };
      emit("PayoutOwed", { orderId, leg: 0, kind: 0, chain: 102n, ...owed });
    });
    const report = encodeReport({ kind: "escrowed", timestamp: 10n, orderId, fee: 3n });
    model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, report));
    model.mineTransaction(spoke, "spoke", ({ emit }) => emit("CallExecuted", { orderId }));
    await Promise.all([
      createIndex({ store: first }, model).follow(hub),
      createIndex({ store: second }, model).follow(spoke),
    ]);

    const other = await openIndex(fresh, model);
    await other.followTogether([{ chain: hub }, { chain: spoke }]);
    expect(await readState(incremental.store)).toEqual(await readState(fresh.store));
  } finally {
    await Promise.all([first.end(), second.end()]);
    await incremental.store.unsafe("drop function linger cascade");
  }
});

test.each([{ replacing: false }, { replacing: true }])(
  "processes of which one prepares what another one commits do not wait for each other for ever (a reorg: $replacing)",
  async ({ replacing }) => {
    const model = createModel(() => 0);
    await openIndex(incremental, model);
    const [hub, spoke] = [0, 1];
    const mine = (chain: number) =>
      model.mineTransaction(chain, "spoke", ({ emit }) => emit("CallExecuted", { orderId: `0x${"7".repeat(64)}` }));
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStoreOf(incremental)));
    const [one, oneNext, other, otherNext] = stores.map((store) => createIndex({ store }, model));
    try {
      model.mineTransaction(hub, "spoke", () => undefined);
      await one!.follow(hub);
      for (const chain of [hub, spoke]) mine(chain);
      // What is next in a process waits for its turn, with its rows inserted.
      const turns = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()];
      const prepared = [otherNext!.followTogether([{ chain: hub }], turns[1]!.promise)];
      if (replacing) {
        model.rollBack(hub, 2);
        for (const _ of [1, 2]) mine(hub);
      } else prepared.push(oneNext!.followTogether([{ chain: spoke }], turns[0]!.promise));
      while ((await countPrepared()) < prepared.length) await sleep(5);
      const committing = [one!.follow(hub), other!.follow(spoke)];
      for (const [index, turn] of turns.entries()) {
        turn.promise.catch(() => undefined);
        turn.resolve(committing[index]);
      }
      await Promise.allSettled([...prepared, ...committing]);
      // Whoever gave way succeeds then.
      await one!.follow(hub).catch(() => one!.follow(hub));
      expect(
        await incremental.store`select block_number::integer as number from checkpoint where chain_id = '101'`,
      ).toEqual([{ number: 2 }]);
    } finally {
      await Promise.all(stores.map((store) => store.end({ timeout: 1 })));
    }
  },
  20_000,
);

/** Transactions that have written something, and do nothing now. */
async function countPrepared(): Promise<number> {
  const rows = await incremental.store`
    select from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction' and backend_xid is not null`;
  return rows.length;
}

/** A payout that fails and is claimed, a call that is due, orders decided with their calls, each step in a commit of its own: draws seldom come to them. */
function rareActs(model: Model): (() => void)[] {
  const [hub, spoke] = [0, 1];
  const [hubChain, spokeChain] = [model.chains[hub]!.chainId, model.chains[spoke]!.chainId];
  const orderId: Hex = `0x${"7".repeat(64)}`;
  const failed = { token: toAddress(31), account: toAddress(91), amount: 5n };
  const owed = { token: pad(failed.token), account: pad(failed.account), amount: failed.amount };
  const inOut = { inputToken: failed.token, inputAmount: 5n, outputToken: owed.token, outputAmount: 5n };
  const order = {
    ...{ user: toAddress(92), nonce: 1n, openDeadline: 2n ** 40n, fillDeadline: 2n ** 40n, solver: zeroAddress },
    ...{ exclusiveUntil: 0n, pooled: false, cancellable: false },
    legs: [{ originChain: hubChain, destinationChain: spokeChain, recipient: zeroHash, ...inOut }],
    calls: [{ chain: spokeChain, fallbackRecipient: owed.account, calls: "0x1234", gas: 1n }],
  };
  const fill = {
    ...{ filledAt: 10n, hold: false, solver: toAddress(21), fee: 1n },
    repayment: { account: owed.account, ledgerAccount: zeroAddress, chain: hubChain, maxFee: 0 },
  };
  // Of two payouts that fail, one is claimed; a third is paid, a fourth refused, and a collection is paid.
  const accounts = [91, 93, 94, 95].map(toAddress);
  const collected = { account: toAddress(96), amount: 5n };
  let heads: Hex[];
  return [
    () => model.mineTransaction(hub, "spoke", ({ emit }) => emit("OrderOpened", { orderId, order })),
    () =>
      model.mineTransaction(spoke, "spoke", ({ queue }) => {
        queue(hub, encodeReport({ kind: "filled", orderId, leg: 0, fill }));
      }),
    () =>
      model.mineTransaction(hub, "hub", ({ emit, queue }) => {
        const pays = accounts.map((account) => ({ ...owed, account: pad(account) }));
        for (const pay of pays) emit("PayoutOwed", { orderId, leg: 0, kind: 0, chain: spokeChain, ...pay });
        const recipient = pad(collected.account);
        emit("FeesCollected", { ...collected, chain: spokeChain, recipient, deliveryFee: 7n });
        pays.push({ token: pad(nativeToken), account: recipient, amount: 5n });
        heads = pays.map((pay) => queue(spoke, encodeInstruction({ kind: "pay", ...pay, fee: 7n, tokenFee: 0n })));
      }),
    () =>
      model.mineTransaction(spoke, "spoke", ({ emit }) => {
        const [claimed, left, paid, refused, collection] = heads;
        emit("PayoutFailed", { head: claimed, ...failed });
        emit("PayoutFailed", { head: left, ...failed, account: accounts[1] });
        emit("PayoutPaid", { head: paid, ...failed, account: accounts[2] });
        emit("EntryRejected", { chain: hubChain, head: refused, reason: "0x12345678" });
        emit("PayoutPaid", { head: collection, token: nativeToken, ...collected });
        emit("Configured", { head: claimed, accepting: true, entryFee: 1n });
      }),
    () => model.mineTransaction(spoke, "spoke", ({ emit }) => emit("PayoutClaimed", failed)),
    () =>
      model.mineTransaction(hub, "hub", ({ emit }) => {
        emit("OrderSettled", { orderId, order });
        emit("OrderAborted", { orderId: `0x${"8".repeat(64)}`, order });
        const policy = { minimum: 1n, maximum: 2n, rate: 3n };
        emit("FeePolicySet", { chain: spokeChain, oldPolicy: policy, newPolicy: policy });
      }),
    () =>
      model.mineTransaction(hub, "ledger", ({ emit }) => {
        const credited = { cause: orderId, asset: 1, chain: spokeChain, account: failed.account, amount: 5n };
        emit("LocalCredited", { ...credited, kind: 0 });
        emit("LocalWithdrawn", { ...credited, amount: 2n });
      }),
    () => model.mineTransaction(hub, "hub", ({ emit }) => emit("ChainRetired", { chain: spokeChain })),
  ];
}

function toAddress(number: number): Hex {
  return pad(`0x${number}`, { size: 20 });
}

function openStoreOf({ schema }: TestStore): Promise<Store> {
  return connectStore({ url: postgres.url, schema, connections: 1 });
}
