import { encodeInstruction, encodeReport, extendHead, type Order } from "@concert/types";
import { type Hex, pad, zeroAddress, zeroHash } from "viem";
import { beforeEach, expect, test } from "vitest";
import { createModel, type Model } from "../../test/model.ts";
import { type Index, openIndex } from "../../test/openIndex.ts";
import { useStore } from "../../test/useStore.ts";
import { nativeToken } from "./nativeToken.ts";

const schema = useStore();
let model: Model;
let index: Index;

const [hub, spoke] = [0, 1];
const orderId: Hex = `0x${"ab".repeat(32)}`;
const solver = "0x00000000000000000000000000000000000000aa";
const otherSolver = "0x00000000000000000000000000000000000000bb";

beforeEach(async () => {
  model = createModel(() => 0);
  index = await openIndex(schema, model);
});

test("an entry counts as delivered once the last of its delivery is known, and known to be the one delivered", async () => {
  const entries = [10n, 20n, 30n].map((timestamp) => encodeReport({ kind: "heartbeat", timestamp, gasPrice: 1n }));
  for (const entry of entries) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
  deliver(zeroHash, entries);
  await index.follow(hub);
  await index.follow(spoke, 2);
  expect(await deliveredAt()).toEqual([null, null]);
  expect(await watermark()).toEqual("0");

  await index.follow(spoke);
  expect(await deliveredAt()).toEqual(["10", "10", "10"]);
  expect(await watermark()).toEqual("30");

  // The spoke's chain leaves the fork from which the hub has taken the last entry.
  model.rollBack(spoke, 1);
  const other = encodeReport({ kind: "heartbeat", timestamp: 31n, gasPrice: 2n });
  model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, other));
  await index.follow(spoke);
  expect(await deliveredAt()).toEqual([null, null, null]);
  expect(await watermark()).toEqual("0");
  const [channel] = await schema.store`select queued_count, processed_count from channel where direction = 'report'`;
  expect(channel).toEqual({ queued_count: "3", processed_count: "3" });
});

test("a leg that is seen before its order has nulls, and goes if the order turns out not to have it", async () => {
  for (const leg of [0, 1]) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, filled(leg)));
  await index.follow(spoke);
  expect(await schema.store`select decision, "user", leg_count from "order"`).toEqual([
    { decision: "undecided", user: null, leg_count: null },
  ]);
  expect(await legs()).toEqual([
    { position: 0, destination_chain: null, solver, fill_reported: false },
    { position: 1, destination_chain: null, solver, fill_reported: false },
  ]);

  model.mineTransaction(hub, "spoke", ({ emit }) => emit("OrderOpened", { orderId, order: oneLegOrder }));
  await index.follow(hub);
  expect(await schema.store`select decision, "user", leg_count from "order"`).toEqual([
    { decision: "undecided", user: solver, leg_count: 1 },
  ]);
  expect(await legs()).toEqual([{ position: 0, destination_chain: "102", solver, fill_reported: false }]);
});

test("a fill on another chain than the leg's does not count", async () => {
  model.mineTransaction(2, "spoke", ({ queue }) => queue(hub, filled(0)));
  model.mineTransaction(hub, "spoke", ({ emit }) => emit("OrderOpened", { orderId, order: oneLegOrder }));
  await index.follow(2);
  await index.follow(hub);
  expect(await legs()).toEqual([{ position: 0, destination_chain: "102", solver: null, fill_reported: false }]);
});

test("a fill that the hub rejects, since the leg's fill was reported before, is not the one to show", async () => {
  const entries = [filled(0), filled(0, true)];
  for (const entry of entries) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
  model.mineTransaction(hub, "spoke", ({ emit }) => emit("OrderOpened", { orderId, order: oneLegOrder }));
  const last = deliver(zeroHash, entries, ({ emit, head }) =>
    emit("EntryRejected", { chain: 102n, head, reason: "0x12345678" }),
  );
  await index.follow(spoke);
  await index.follow(hub);
  expect(await schema.store`select head, rejected_reason from entry where rejected_reason is not null`).toEqual([
    { head: last, rejected_reason: "0x12345678" },
  ]);
  expect(await schema.store`select hold, fill_reported from leg`).toEqual([{ hold: false, fill_reported: true }]);
});

test("a cancellation takes effect at the hub once its report is processed, and a leg filled before stays filled", async () => {
  const order = { ...oneLegOrder, legs: [oneLegOrder.legs[0]!, oneLegOrder.legs[0]!] };
  model.mineTransaction(hub, "spoke", ({ emit }) => emit("OrderOpened", { orderId, order }));
  const entries = [filled(1), encodeReport({ kind: "cancelled", timestamp: 7n, orderId, fee: 1n })];
  for (const entry of entries) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
  setRoutes();
  await index.follow(hub);
  await index.follow(spoke);
  const status = () => schema.store`select status, cancelled_at, cancel_reported from leg order by position`;
  const acts = () => schema.store`select act from actionable_order`;
  expect(await status()).toEqual([
    { status: "cancelled", cancelled_at: "7", cancel_reported: false },
    { status: "filled", cancelled_at: "7", cancel_reported: false },
  ]);

  deliver(zeroHash, entries);
  await index.follow(hub);
  expect(await status()).toMatchObject([{ cancel_reported: true }, { cancel_reported: true }]);
  expect(await schema.store`select chain_id, cancelled from escrow where cancelled`).toEqual([
    { chain_id: "102", cancelled: true },
  ]);
  // Who delivered the other leg relies on an order of several legs, unless it says otherwise.
  expect(await acts()).toEqual([]);
  model.rollBack(hub, model.blocks[hub]!.length);
  model.mineTransaction(hub, "spoke", ({ emit }) =>
    emit("OrderOpened", { orderId, order: { ...order, cancellable: true } }),
  );
  setRoutes();
  deliver(zeroHash, entries);
  await index.follow(hub);
  expect(await acts()).toEqual([{ act: "abort" }]);
});

test("what was committed without a trace and is escrowed again is aborted once it expires; else it is refunded", async () => {
  const legs = [{ ...oneLegOrder.legs[0]!, originChain: 102n }];
  const order = { ...oneLegOrder, openDeadline: 50n, fillDeadline: 50n, legs };
  const escrowed = encodeReport({ kind: "escrowed", timestamp: 1n, orderId, fee: 80n });
  const entries = [escrowed, filled(0), escrowed, encodeReport({ kind: "heartbeat", timestamp: 51n, gasPrice: 1n })];
  for (const entry of entries) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
  setRoutes();
  const acts = async () => {
    await index.follow(hub);
    return (await schema.store`select act from actionable_order`).map(({ act }) => act);
  };
  const settled = ["OrderSettled", { orderId, order }] as const;
  const first = deliver(zeroHash, entries.slice(0, 2), ({ emit }) => emit(...settled));
  await index.follow(spoke);
  expect(await acts()).toEqual([]);
  const second = deliver(first, entries.slice(2, 3));
  expect(await acts()).toEqual([]);
  deliver(second, entries.slice(3));
  expect(await acts()).toEqual(["abort"]);
  const owed = { token: pad(solver), account: pad(solver), amount: 1n } as const;
  const refund = ["PayoutOwed", { orderId, leg: 0, kind: 2, chain: 102n, ...owed }] as const;
  model.mineTransaction(hub, "hub", ({ emit }) => {
    emit("OrderAborted", { orderId, order });
    emit(...refund);
  });
  expect(await acts()).toEqual([]);
  expect(await schema.store`select decision from "order"`).toEqual([{ decision: "commit" }]);

  // Where it was escrowed twice until then, or something of it was known before, the hub has written it down.
  for (const count of [3, 1]) {
    model.rollBack(hub, model.blocks[hub]!.length);
    setRoutes();
    const head = deliver(zeroHash, entries.slice(0, count), ({ emit }) => count === 3 && emit(...settled));
    if (count === 1) deliver(head, entries.slice(1), ({ emit }) => emit(...settled));
    expect(await acts()).toEqual(["refund"]);
  }
});

test("an order of which nothing was reported needs no decision, as expired as it is", async () => {
  const legs = [{ ...oneLegOrder.legs[0]!, originChain: 102n }];
  const order = { ...oneLegOrder, openDeadline: 50n, fillDeadline: 50n, legs };
  const entries = [
    encodeReport({ kind: "heartbeat", timestamp: 51n, gasPrice: 1n }),
    encodeReport({ kind: "escrowed", timestamp: 51n, orderId, fee: 80n }),
  ];
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("OrderOpened", { orderId, order }));
  for (const entry of entries) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
  setRoutes();
  const acts = async () => {
    await index.follow(hub);
    return (await schema.store`select act from actionable_order`).map(({ act }) => act);
  };
  const head = deliver(zeroHash, entries.slice(0, 1));
  await index.follow(spoke);
  expect(await acts()).toEqual([]);
  deliver(head, entries.slice(1));
  expect(await acts()).toEqual(["abort"]);
});

test("calls that a decision leaves out are not known, or stay as they were", async () => {
  const calls = [{ chain: 102n, fallbackRecipient: pad(solver), calls: "0x1234" as const, gas: 2n ** 256n - 1n }];
  model.mineTransaction(hub, "hub", ({ emit }) => emit("OrderSettled", { orderId, order: oneLegOrder }));
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("CallExecuted", { orderId }));
  await index.follow(hub);
  await index.follow(spoke);
  const known = async () => ({
    orders: await schema.store`select call_count from "order"`,
    calls: await schema.store`select chain_id, gas, calls, status from call`,
  });
  expect(await known()).toEqual({
    orders: [{ call_count: null }],
    calls: [{ chain_id: "102", gas: null, calls: null, status: "executed" }],
  });

  const order = { ...oneLegOrder, calls };
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("OutputHeld", { orderId, leg: 0, order }));
  await index.follow(spoke);
  expect(await known()).toEqual({
    orders: [{ call_count: 1 }],
    calls: [{ chain_id: "102", gas: `${2n ** 256n - 1n}`, calls: "0x1234", status: "executed" }],
  });
});

test("a call is due once its outputs have arrived, or seven days after it is too late for the others", async () => {
  const leg = { ...oneLegOrder.legs[0]!, recipient: zeroHash };
  const calls = [{ chain: 102n, fallbackRecipient: pad(solver), calls: "0x" as const, gas: 1n }];
  const order = { ...oneLegOrder, fillDeadline: 5n, legs: [leg, leg], calls };
  model.mineTransaction(spoke, "spoke", ({ emit, queue }) => {
    emit("OutputHeld", { orderId, leg: 0, order });
    queue(hub, filled(0, true));
    queue(hub, filled(1));
  });
  await index.follow(spoke);
  const due = () => schema.store`select chain_id, complete from due_call`;
  expect(await due()).toEqual([]);
  await schema.store`update checkpoint set block_time = 604805 where chain_id = 102`;
  expect(await due()).toEqual([]);
  await schema.store`update checkpoint set block_time = 604806 where chain_id = 102`;
  expect(await due()).toEqual([{ chain_id: "102", complete: false }]);

  const pay = { token: pad(solver), account: pad(solver), amount: 1n } as const;
  const entry = encodeInstruction({ kind: "pay", ...pay, fee: 0n, tokenFee: 0n });
  model.mineTransaction(hub, "hub", ({ emit, queue }) => {
    emit("PayoutOwed", { orderId, leg: 0, kind: 1, chain: 102n, ...pay });
    queue(spoke, entry);
  });
  const [head] = headsOf([entry]);
  model.mineTransaction(spoke, "spoke", ({ emit }) =>
    emit("PayoutPaid", { head, token: solver, account: solver, amount: 1n }),
  );
  await index.follow(hub);
  await index.follow(spoke);
  expect(await due()).toEqual([{ chain_id: "102", complete: true }]);
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("CallExecuted", { orderId }));
  await index.follow(spoke);
  expect(await due()).toEqual([]);
});

test("what is accepted and not processed has to come again over a new route, and so do messages that were used up", async () => {
  const entries = [1n, 2n, 3n].map((timestamp) => encodeReport({ kind: "heartbeat", timestamp, gasPrice: 1n }));
  const heads = headsOf(entries);
  setRoutes();
  for (const entry of entries) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
  model.mineTransaction(spoke, "spoke", ({ emit }) => {
    emit("HeadDispatched", { chain: 101n, head: heads[0], gateway: solver, sendId: heads[0] });
    emit("HeadDispatched", { chain: 101n, head: heads[2], gateway: solver, sendId: heads[2] });
  });
  const message = { receiveId: zeroHash, sender: "0x", recipient: "0x", payload: "0x" };
  model.mineTransaction(hub, "attested_gateway", ({ emit }) =>
    emit("MessageExecuted", { ...message, sendId: heads[2] }),
  );
  model.mineTransaction(hub, "hub", ({ emit }) =>
    emit("HeadAccepted", { chain: 102n, head: heads[2], gateway: solver }),
  );
  deliver(zeroHash, entries.slice(0, 1));
  await index.follow(hub);
  await index.follow(spoke);
  const progress = async () => {
    const [row] = await schema.store<{ dispatched: string; accepted: string; processed: string }[]>`
      select dispatched_count as dispatched, accepted_count as accepted, processed_count as processed
      from channel where direction = 'report' and chain_id = 102`;
    return row;
  };
  expect(await progress()).toEqual({ dispatched: "3", accepted: "3", processed: "1" });

  setRoutes();
  await index.follow(hub);
  expect(await progress()).toEqual({ dispatched: "1", accepted: "1", processed: "1" });
  // The sender repeats it, and is heard; then the sender's own gateway is replaced, which leaves what arrived.
  model.mineTransaction(spoke, "spoke", ({ emit }) =>
    emit("HeadDispatched", { chain: 101n, head: heads[2], gateway: solver, sendId: heads[1] }),
  );
  await index.follow(spoke);
  expect(await progress()).toEqual({ dispatched: "3", accepted: "1", processed: "1" });
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("RouteSet", routeTo(101n)));
  await index.follow(spoke);
  expect(await progress()).toEqual({ dispatched: "1", accepted: "1", processed: "1" });
  model.mineTransaction(hub, "hub", ({ emit }) =>
    emit("HeadAccepted", { chain: 102n, head: heads[2], gateway: solver }),
  );
  await index.follow(hub);
  expect(await progress()).toEqual({ dispatched: "3", accepted: "3", processed: "1" });

  // The fork without the new routes knows nothing of that.
  model.rollBack(spoke, 2);
  await index.follow(spoke);
  model.mineTransaction(spoke, "spoke", () => undefined);
  model.rollBack(hub, 2);
  model.mineTransaction(hub, "spoke", () => undefined);
  await index.follow(spoke);
  await index.follow(hub);
  expect(await progress()).toEqual({ dispatched: "3", accepted: "3", processed: "1" });
});

test("claims in parts pay the oldest failure first, refused delivery fees among them", async () => {
  const owed = { token: pad(nativeToken), account: pad(solver) } as const;
  const entries = [5n, 6n].map((amount) => encodeInstruction({ kind: "pay", ...owed, amount, fee: 0n, tokenFee: 0n }));
  const heads = headsOf(entries);
  for (const [position, amount] of [5n, 6n].entries()) {
    model.mineTransaction(hub, "hub", ({ emit, queue }) => {
      emit("PayoutOwed", { orderId, leg: 0, kind: 2, chain: 102n, ...owed, amount });
      queue(spoke, entries[position]!);
    });
  }
  const failed = { token: nativeToken, account: solver };
  model.mineTransaction(spoke, "spoke", ({ emit }) => {
    emit("PayoutFailed", { head: heads[0], ...failed, amount: 5n });
    emit("DeliveryCredited", { account: solver, amount: 4n });
    emit("PayoutFailed", { head: heads[1], ...failed, amount: 6n });
  });
  await index.follow(hub);
  const left = async (claimed: bigint) => {
    if (claimed > 0n) {
      model.mineTransaction(spoke, "spoke", ({ emit }) => emit("PayoutClaimed", { ...failed, amount: claimed }));
    }
    await index.follow(spoke);
    const statuses = await schema.store`select status from payout order by owed_block_number`;
    const [claimable] = await schema.store`select amount from claimable`;
    return [...statuses.map(({ status }) => status), claimable?.amount];
  };
  expect(await left(0n)).toEqual(["failed", "failed", "15"]);
  expect(await left(4n)).toEqual(["failed", "failed", "11"]);
  expect(await left(5n)).toEqual(["claimed", "failed", "6"]);
  expect(await left(5n)).toEqual(["claimed", "failed", "1"]);
  expect(await left(1n)).toEqual(["claimed", "claimed", undefined]);
});

test("entry fees are earned, in payouts or pending, and add up", async () => {
  const escrowed = encodeReport({ kind: "escrowed", timestamp: 1n, orderId, fee: 80n });
  const cancelled = encodeReport({ kind: "cancelled", timestamp: 2n, orderId, fee: 7n });
  const entries = [escrowed, filled(0), escrowed, cancelled];
  // All on one chain, so that one balance shows everything.
  const order = { ...oneLegOrder, legs: [{ ...oneLegOrder.legs[0]!, originChain: 102n }] };
  for (const entry of entries) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
  const earn = (amount: bigint) => ["FeesEarned", { account: solver, chain: 102n, amount }] as const;
  const first = deliver(zeroHash, entries.slice(0, 2), ({ emit }) => emit(...earn(60n)));
  await index.follow(spoke);
  await index.follow(hub);
  const balance = async () => {
    const [row] = await schema.store`
      select recorded, earned, paid_out, pending from fee_balance where chain_id = 102`;
    return row;
  };
  const undecided = { recorded: "160", earned: "60", paid_out: "0", pending: "100" };
  expect(await balance()).toEqual(undecided);
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("OrderOpened", { orderId, order }));
  await index.follow(spoke);
  expect(await balance()).toEqual(undecided);

  const owed = { token: pad(solver), account: pad(solver), amount: 1n } as const;
  model.mineTransaction(hub, "hub", ({ emit, queue }) => {
    emit("OrderSettled", { orderId, order });
    emit("PayoutOwed", { orderId, leg: 0, kind: 0, chain: 102n, ...owed });
    queue(spoke, encodeInstruction({ kind: "pay", ...owed, fee: 30n, tokenFee: 0n }));
    emit(...earn(70n));
  });
  await index.follow(hub);
  expect(await balance()).toEqual({ recorded: "160", earned: "130", paid_out: "30", pending: "0" });

  deliver(first, entries.slice(2), ({ emit }) => emit(...earn(37n)));
  await index.follow(hub);
  expect(await balance()).toEqual({ recorded: "247", earned: "167", paid_out: "30", pending: "50" });
  const escrow = () =>
    schema.store`select reported_count, released_count, pending_fee from escrow where chain_id = 102`;
  expect(await escrow()).toEqual([{ reported_count: 2, released_count: 1, pending_fee: "50" }]);

  model.mineTransaction(hub, "hub", ({ emit, queue }) => {
    emit("PayoutOwed", { orderId, leg: 0, kind: 2, chain: 102n, ...owed });
    queue(spoke, encodeInstruction({ kind: "pay", ...owed, fee: 30n, tokenFee: 0n }));
    emit(...earn(20n));
  });
  const collected = { account: solver, chain: 102n, recipient: pad(solver), amount: 187n, deliveryFee: 9n };
  model.mineTransaction(hub, "hub", ({ emit, queue }) => {
    emit("FeesCollected", collected);
    queue(
      spoke,
      encodeInstruction({
        kind: "pay",
        token: pad(nativeToken),
        account: pad(solver),
        amount: 178n,
        fee: 9n,
        tokenFee: 0n,
      }),
    );
  });
  await index.follow(hub);
  expect(await balance()).toEqual({ recorded: "247", earned: "187", paid_out: "60", pending: "0" });
  expect(await escrow()).toEqual([{ reported_count: 2, released_count: 2, pending_fee: "0" }]);
  expect(await schema.store`select earned, collected, uncollected from earning`).toEqual([
    { earned: "187", collected: "187", uncollected: "0" },
  ]);
  const [collection] = await schema.store`select head, status from collection`;
  expect(collection).toMatchObject({ status: "owed" });
  model.mineTransaction(spoke, "spoke", ({ emit }) =>
    emit("PayoutPaid", { head: collection!.head, token: nativeToken, account: solver, amount: 178n }),
  );
  await index.follow(spoke);
  expect(await schema.store`select status from collection`).toEqual([{ status: "paid" }]);

  model.rollBack(hub, 1);
  model.mineTransaction(hub, "spoke", () => undefined);
  await index.follow(hub);
  expect(await schema.store`select earned, collected, uncollected from earning`).toEqual([
    { earned: "187", collected: "0", uncollected: "187" },
  ]);
  expect(await schema.store`select from collection`).toEqual([]);
});

test("a chain shows what its spoke was told and what it has taken, and that it is retired until its route is set again", async () => {
  const told = [
    { accepting: true, entryFeeGwei: 3n },
    { accepting: false, entryFeeGwei: 3n },
    { accepting: true, entryFeeGwei: 4n },
  ];
  const entries = told.map((settings) => encodeInstruction({ kind: "configure", ...settings }));
  const heads = headsOf(entries);
  const configure = (position: number) =>
    model.mineTransaction(hub, "hub", ({ emit, queue }) => {
      const { accepting, entryFeeGwei } = told[position]!;
      if (!accepting) emit("ChainRetired", { chain: 102n });
      emit("SpokeConfigured", { chain: 102n, accepting, entryFee: entryFeeGwei * 10n ** 9n });
      queue(spoke, entries[position]!);
    });
  const take = (position: number) =>
    model.mineTransaction(spoke, "spoke", ({ emit }) => {
      const { accepting, entryFeeGwei } = told[position]!;
      const headBefore = heads[position - 1] ?? zeroHash;
      emit("EntriesDelivered", { chain: 101n, headBefore, headAfter: heads[position], count: 1n });
      emit("Configured", { head: heads[position], accepting, entryFee: entryFeeGwei * 10n ** 9n });
    });
  const chain = async () => {
    await index.follow(hub);
    await index.follow(spoke);
    const [row] = await schema.store`
      select accepting, entry_fee, configuration_pending, retired, spoke_accepting, spoke_entry_fee
      from chain where chain_id = 102`;
    return row;
  };
  configure(0);
  expect(await chain()).toEqual({
    ...{ accepting: true, entry_fee: "3000000000", configuration_pending: true, retired: false },
    ...{ spoke_accepting: false, spoke_entry_fee: "0" },
  });
  take(0);
  expect(await chain()).toMatchObject({
    configuration_pending: false,
    spoke_accepting: true,
    spoke_entry_fee: "3000000000",
  });
  configure(1);
  expect(await chain()).toMatchObject({
    accepting: false,
    retired: true,
    configuration_pending: true,
    spoke_accepting: true,
  });
  configure(2);
  take(1);
  expect(await chain()).toMatchObject({
    accepting: true,
    retired: false,
    configuration_pending: true,
    spoke_accepting: false,
  });
  take(2);
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("PausesSet", { opens: true, fills: false }));
  expect(await chain()).toMatchObject({ configuration_pending: false, spoke_entry_fee: "4000000000" });
  expect(await schema.store`select opens_paused, fills_paused from chain where chain_id = 102`).toEqual([
    { opens_paused: true, fills_paused: false },
  ]);
});

test("only the latest attesters of a chain are current, and signatures and their users use up nonces", async () => {
  const sets = [[solver], [solver, otherSolver]];
  for (const [index, attesters] of sets.entries()) {
    model.mineTransaction(spoke, "attested_gateway", ({ emit }) =>
      emit("AttestersSet", { sourceChain: 101n, epoch: BigInt(index + 1), attesters, threshold: index + 1 }),
    );
  }
  model.mineTransaction(spoke, "spoke", ({ emit, queue }) => {
    emit("SignedOrderOpened", { orderId, submitter: otherSolver, order: oneLegOrder });
    queue(hub, encodeReport({ kind: "escrowed", timestamp: 1n, orderId, fee: 3n }));
    emit("NonceCancelled", { user: solver, nonce: 1n });
  });
  await index.follow(spoke);
  expect(await schema.store`select epoch, threshold, current from attester_set order by epoch`).toEqual([
    { epoch: "1", threshold: 1, current: false },
    { epoch: "2", threshold: 2, current: true },
  ]);
  expect(await schema.store`select account from attester where current order by account`).toEqual([
    { account: solver },
    { account: otherSolver },
  ]);
  expect(await schema.store`select nonce, status, order_id from nonce order by nonce`).toEqual([
    { nonce: "1", status: "cancelled", order_id: null },
    { nonce: `${oneLegOrder.nonce}`, status: "used", order_id: orderId },
  ]);
  model.mineTransaction(spoke, "spoke", ({ emit }) => emit("OrderOpened", { orderId, order: oneLegOrder }));
  await index.follow(spoke);
  const openings = () => schema.store`select signed, account, fee from opening order by block_number`;
  expect(await openings()).toEqual([
    { signed: true, account: otherSolver, fee: "3" },
    { signed: false, account: solver, fee: null },
  ]);
  // Who paid for another is told right after.
  await schema.store`
    insert into order_paid_for
    select
      chain_id, block_number, log_index + 1, block_hash, block_time, transaction_hash, transaction_index, contract,
      address, order_id, ${otherSolver}
    from order_opened`;
  expect(await openings()).toMatchObject([{}, { account: otherSolver }]);
});

const oneLegOrder: Order = {
  user: solver,
  nonce: 2n ** 256n - 1n,
  openDeadline: 2n ** 64n - 1n,
  fillDeadline: 2n ** 64n - 1n,
  solver: zeroAddress,
  exclusiveUntil: 0n,
  pooled: false,
  cancellable: false,
  legs: [
    {
      originChain: 101n,
      inputToken: solver,
      inputAmount: 1n,
      destinationChain: 102n,
      outputToken: pad(solver),
      outputAmount: 1n,
      recipient: pad(solver),
    },
  ],
  calls: [],
};

function filled(leg: number, hold = false): Hex {
  const repayment = { account: pad(solver), ledgerAccount: zeroAddress, chain: 101n, maxFee: 7 } as const;
  return encodeReport({ kind: "filled", orderId, leg, fill: { filledAt: 5n, hold, solver, repayment, fee: 80n } });
}

function headsOf(entries: readonly Hex[]): Hex[] {
  let head: Hex = zeroHash;
  return entries.map((entry) => {
    head = extendHead(head, entry);
    return head;
  });
}

function routeTo(chain: bigint) {
  return {
    ...{ chain, oldGateway: zeroAddress, oldCounterpart: zeroAddress },
    ...{ newGateway: solver, newCounterpart: solver },
  };
}

/** Has the hub set its routes to all chains. */
function setRoutes(): void {
  model.mineTransaction(hub, "hub", ({ emit }) => {
    for (const { chainId } of model.chains) emit("RouteSet", routeTo(chainId));
  });
}

/** Has the hub take the entries of chain 102; returns the last head. */
function deliver(
  headBefore: Hex,
  entries: readonly Hex[],
  besides: (last: { emit: (name: string, args: Record<string, unknown>) => void; head: Hex }) => void = () => undefined,
): Hex {
  const head = entries.reduce((before, entry) => extendHead(before, entry), headBefore);
  model.mineTransaction(hub, "hub", ({ emit }) => {
    emit("EntriesDelivered", { chain: 102n, headBefore, headAfter: head, count: BigInt(entries.length) });
    besides({ emit, head });
  });
  return head;
}

async function deliveredAt(): Promise<unknown[]> {
  const rows = await schema.store`select delivered_at from entry where direction = 'report' order by position`;
  return rows.map((row) => row.delivered_at);
}

async function watermark(): Promise<unknown> {
  const [row] = await schema.store`select watermark from chain where chain_id = 102`;
  return row?.watermark;
}

async function legs() {
  return await schema.store`select position, destination_chain, solver, fill_reported from leg order by position`;
}
