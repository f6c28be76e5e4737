import { encodeInstruction, encodeReport, type Order } from "@concert/types";
import { type Address, type Hex, numberToHex, pad, zeroAddress, zeroHash } from "viem";
import { expect, test } from "vitest";
import { createModel } from "../../test/model.ts";
import { openIndex } from "../../test/openIndex.ts";
import { useStore } from "../../test/useStore.ts";
import { findImbalances } from "../verifyState/findImbalances.ts";

const [alice, bob, token] = [11, 12, 31].map((number) => numberToHex(number, { size: 20 })) as [
  Address,
  Address,
  Address,
];
const vault: Address = numberToHex(6, { size: 20 });
const [hub, spoke] = [0, 1];
const unit = 10n ** 18n;

const index = useStore();

test("a deposit, a solver paid elsewhere, a fill by the vault and a withdrawal are double entries; a reorg takes them back", async () => {
  const { store } = index;
  const model = createModel(() => 0);
  const following = await openIndex(index, model);
  const deposit = { token, amount: 5_000_000n, beneficiary: alice, minimum: 0n, toVault: false };
  let report: Hex = zeroHash;
  model.mineTransaction(spoke, "spoke", ({ time, queue }) => {
    report = queue(hub, encodeReport({ kind: "deposited", timestamp: time, depositor: bob, deposit, fee: 3n }));
  });
  await following.follow(spoke);
  expect(await store`select status, depositor, amount from deposit`).toMatchObject([
    { status: "pending", depositor: bob, amount: "5000000" },
  ]);
  expect(await store`select kind, amount, account from balance where kind <> 'fee'`).toEqual([
    { kind: "deposited", amount: "5000000", account: bob },
  ]);

  const place = { asset: 1, chain: 102n };
  model.mineTransaction(hub, "ledger", ({ emit }) => {
    const token6 = { newToken: pad(token), newDecimals: 6 };
    emit("TokenSet", { ...place, oldToken: zeroHash, oldDecimals: 0, ...token6 });
    emit("TokenSet", { ...place, chain: 103n, oldToken: zeroHash, oldDecimals: 0, ...token6 });
    emit("LimitSet", { ...place, oldCapacity: 0n, oldWindow: 0n, newCapacity: 100n * unit, newWindow: 100n });
    emit("VaultSet", { asset: 1, vault });
    emit("EntriesDelivered", { chain: 102n, headBefore: zeroHash, headAfter: report, count: 1n }, "hub");
    emit("CustodyJoined", { ...place, cause: report, kind: 0, account: alice, amount: 4n * unit, rebate: 0n });
    emit("LocalCredited", { ...place, cause: report, kind: 0, account: alice, amount: unit });
  });
  await following.follow(hub);
  expect(await store`select status, credited, local from deposit`).toEqual([
    { status: "credited", credited: `${4n * unit}`, local: `${unit}` },
  ]);
  expect(await store`select custody, local, available, used, capacity from custody where chain_id = 102`).toEqual([
    {
      custody: `${5n * unit}`,
      local: `${unit}`,
      available: `${4n * unit}`,
      used: `${4n * unit}`,
      capacity: `${100n * unit}`,
    },
  ]);
  expect(await store`select kind, amount from balance where kind <> 'fee'`).toEqual([
    { kind: "custody", amount: "5000000" },
  ]);

  const before = model.blocks[hub]!.length;
  let payout: Hex = zeroHash;
  model.mineTransaction(hub, "ledger", ({ emit, queue }) => {
    // To the vault, whose shares bob gets; bob's solver is paid on another chain; the vault fills; alice withdraws.
    emit("BalanceTransfer", { caller: vault, sender: alice, receiver: vault, id: 1n, amount: 2n * unit });
    emit("ShareTransfer", { from: zeroAddress, to: bob, value: 2_000n * unit }, "vault_1");
    const elsewhere = { asset: 1, cause: pad("0x77"), kind: 1, account: zeroAddress };
    emit("CustodyJoined", { ...elsewhere, chain: 102n, amount: unit, rebate: 0n });
    emit("CustodyLeft", { ...elsewhere, chain: 103n, amount: unit - 9n, fee: 7n });
    emit("DustReserved", { cause: pad("0x77"), asset: 1, amount: 2n });
    const fill = { asset: 1, cause: pad("0x78"), kind: 2, account: vault };
    emit("CustodyLeft", { ...fill, chain: 103n, amount: unit, fee: 5n });
    emit("CustodyJoined", { ...fill, chain: 102n, amount: unit + 105n, rebate: 0n });
    emit("ProfitLocked", { profit: 100n, locked: 100n, unlockedAt: 120n }, "vault_1");
    payout = queue(
      spoke,
      encodeInstruction({ kind: "pay", token: pad(token), account: pad(bob), amount: 7n, fee: 0n, tokenFee: 0n }),
    );
    emit("CustodyLeft", { ...place, cause: payout, kind: 3, account: alice, amount: unit, fee: 0n });
    emit("LocalMatured", { ...place, account: alice, amount: unit, rebate: 1n });
    emit("ReserveFunded", { asset: 1, account: alice, amount: 10n });
  });
  await following.follow(hub);
  expect(
    await store`
      select block_number, log_index from posting
      group by asset, block_number, log_index having sum(debit) <> sum(credit)`,
  ).toEqual([]);
  expect(await store`select side, chain, account, amount from holding order by side, chain, account`).toEqual([
    { side: "custody", chain: "102", account: zeroAddress, amount: `${6n * unit + 105n}` },
    { side: "custody", chain: "103", account: zeroAddress, amount: `${9n - 2n * unit}` },
    { side: "ledger", chain: "0", account: vault, amount: `${2n * unit + 100n}` },
    { side: "ledger", chain: "0", account: alice, amount: `${2n * unit - 9n}` },
    { side: "reserve", chain: "0", account: zeroAddress, amount: `${7n + 2n + 5n - 1n + 10n}` },
    { side: "supply", chain: "0", account: zeroAddress, amount: `${2_000n * unit}` },
    { side: "shares", chain: "0", account: bob, amount: `${2_000n * unit}` },
  ]);
  const [sheet] = await store<Record<string, string>[]>`select * from asset`;
  expect(BigInt(sheet!.custody!)).toBe(BigInt(sheet!.ledger!) + BigInt(sheet!.local!) + BigInt(sheet!.reserve!));
  expect(await store`select account, tokens, status, head from withdrawal`).toEqual([
    { account: alice, tokens: "7", status: "owed", head: payout },
  ]);
  // All of the profit is locked yet.
  expect(await store`select assets, shares, price from share_price`).toEqual([
    {
      assets: `${2n * unit}`,
      shares: `${2_000n * unit}`,
      price: `${((2n * unit + 1n) * 10n ** 21n) / (2_000n * unit + 1_000n)}`,
    },
  ]);

  // Another block in its place.
  model.rollBack(hub, model.blocks[hub]!.length - before);
  model.mineTransaction(hub, "hub", () => undefined);
  model.mineTransaction(hub, "hub", () => undefined);
  await following.follow(hub);
  expect(await store`select side, account, amount from holding order by side, account`).toEqual([
    { side: "custody", account: zeroAddress, amount: `${5n * unit}` },
    { side: "ledger", account: alice, amount: `${4n * unit}` },
    { side: "local", account: alice, amount: `${unit}` },
  ]);
  expect(await store`select 1 from withdrawal`).toEqual([]);
});

test("a payout's fee leaves with it, and is whoever's who delivered it", async () => {
  const { store } = index;
  const model = createModel(() => 0);
  const following = await openIndex(index, model);
  const orderId = pad("0x79");
  const toSpoke = { destinationChain: 102n, outputToken: pad(token), outputAmount: 7n, recipient: pad(bob) };
  const order: Order = {
    ...{ user: alice, nonce: 1n, openDeadline: 9n, fillDeadline: 9n, solver: zeroAddress, exclusiveUntil: 0n },
    ...{ pooled: true, cancellable: false, calls: [] },
    legs: [{ originChain: 101n, inputToken: token, inputAmount: 8n, ...toSpoke }],
  };
  const place = { asset: 1, chain: 102n };
  const micro = 10n ** 12n;
  let heads: Hex[] = [];
  model.mineTransaction(hub, "ledger", ({ emit, queue }) => {
    emit("TokenSet", { ...place, oldToken: zeroHash, oldDecimals: 0, newToken: pad(token), newDecimals: 6 });
    emit("PayoutFeeSet", { ...place, oldFee: 0n, newFee: 3n * micro });
    emit("CustodyJoined", { ...place, cause: zeroHash, kind: 0, account: alice, amount: unit, rebate: 0n });
    emit("OrderSettled", { orderId, order }, "hub");
    emit("CustodyLeft", { ...place, cause: orderId, kind: 2, account: alice, amount: 10n * micro, fee: 1n });
    emit(
      "PayoutOwed",
      { orderId, leg: 0, kind: 1, chain: 102n, token: pad(token), account: pad(bob), amount: 7n },
      "hub",
    );
    // A refund is no payout of the ledger.
    emit(
      "PayoutOwed",
      { orderId, leg: 0, kind: 2, chain: 102n, token: pad(token), account: pad(alice), amount: 8n },
      "hub",
    );
    const pay = (account: Address, amount: bigint, tokenFee: bigint) =>
      queue(
        spoke,
        encodeInstruction({ kind: "pay", token: pad(token), account: pad(account), amount, fee: 0n, tokenFee }),
      );
    heads = [pay(bob, 7n, 3n), pay(alice, 8n, 0n), pay(bob, 20n, 3n)];
    emit("CustodyLeft", { ...place, cause: heads[2]!, kind: 3, account: alice, amount: 23n * micro, fee: 0n });
    // What is set later is about later payouts.
    emit("PayoutFeeSet", { ...place, oldFee: 3n * micro, newFee: 4n * micro });
  });
  await following.follow(hub);
  expect(await store`select kind, amount, payout_fee, head from payout order by kind`).toEqual([
    { kind: "delivery", amount: "7", payout_fee: "3", head: heads[0] },
    { kind: "refund", amount: "8", payout_fee: "0", head: heads[1] },
  ]);
  expect(await store`select amount, tokens, payout_fee from withdrawal`).toEqual([
    { amount: `${23n * micro}`, tokens: "20", payout_fee: "3" },
  ]);
  expect(await store`select payout_fee from custody`).toEqual([{ payout_fee: `${4n * micro}` }]);
  const owed = () =>
    store`select kind, account, amount from balance where kind in ('fee', 'claimable') order by kind::text`;
  expect(await owed()).toEqual([{ kind: "fee", account: null, amount: "6" }]);
  expect((await findImbalances(store)).filter((line) => line.startsWith("payout"))).toEqual([]);

  model.mineTransaction(spoke, "spoke", ({ emit }) => {
    emit("PayoutFeeCredited", { head: heads[0]!, token, account: bob, amount: 3n });
    emit("PayoutPaid", { head: heads[0]!, token, account: bob, amount: 7n });
    emit("EntriesDelivered", { chain: 101n, headBefore: zeroHash, headAfter: heads[0]!, count: 1n });
  });
  await following.follow(spoke);
  expect(await owed()).toEqual([
    { kind: "claimable", account: bob, amount: "3" },
    { kind: "fee", account: null, amount: "3" },
  ]);
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("PayoutClaimed", { token, account: bob, amount: 3n }));
  await following.follow(spoke);
  expect(await owed()).toEqual([{ kind: "fee", account: null, amount: "3" }]);

  await store`update payout set payout_fee = 2 where payout_fee = 3`;
  await store`update entry set token_fee = 4 where head = ${heads[2]!}`;
  expect((await findImbalances(store)).filter((line) => line.startsWith("payout")).toSorted()).toEqual(
    [
      `payout ${heads[0]} to chain 102: 2 was charged for it, and it carries 3`,
      `payout ${heads[2]} to chain 102: 3 was charged for it, and it carries 4`,
    ].toSorted(),
  );
});
