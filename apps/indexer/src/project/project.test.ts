import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { encodeReport, extendHead, hashEntry } from "@concert/types";
import { type Hex, pad, zeroAddress, zeroHash } from "viem";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createModel, type Model } from "../../test/model.ts";
import { type Index, openIndex } from "../../test/openIndex.ts";
import { openStore, type TestStore } from "../../test/schemas.ts";

let postgres: RunningPostgres;
let schema: TestStore;
let model: Model;
let index: Index;

const [hub, spoke] = [0, 1];
const orderId: Hex = `0x${"ab".repeat(32)}`;
const solver = "0x00000000000000000000000000000000000000aa";

beforeAll(async () => {
  postgres = await startPostgres();
  schema = await openStore(postgres.url);
});

afterAll(async () => {
  await schema?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  model = createModel(() => 0);
  index = await openIndex(schema, model);
});

test("an entry counts as delivered once the last of its delivery is known, and known to be the one delivered", async () => {
  const entries = [10n, 20n, 30n].map((timestamp) => encodeReport({ kind: "heartbeat", timestamp }));
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
  const other = encodeReport({ kind: "heartbeat", timestamp: 31n });
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

  model.mineTransaction(hub, "spoke", ({ emit }) =>
    emit("OrderOpened", { orderId, payer: solver, order: oneLegOrder }),
  );
  await index.follow(hub);
  expect(await schema.store`select decision, "user", leg_count from "order"`).toEqual([
    { decision: "undecided", user: solver, leg_count: 1 },
  ]);
  expect(await legs()).toEqual([{ position: 0, destination_chain: "102", solver, fill_reported: false }]);
});

test("a fill on another chain than the leg's does not count", async () => {
  model.mineTransaction(2, "spoke", ({ queue }) => queue(hub, filled(0)));
  model.mineTransaction(hub, "spoke", ({ emit }) =>
    emit("OrderOpened", { orderId, payer: solver, order: oneLegOrder }),
  );
  await index.follow(2);
  await index.follow(hub);
  expect(await legs()).toEqual([{ position: 0, destination_chain: "102", solver: null, fill_reported: false }]);
});

test("a fill that the hub rejects, since the leg's fill was reported before, is not the one to show", async () => {
  const entries = [filled(0), filled(0, true)];
  for (const entry of entries) model.mineTransaction(spoke, "spoke", ({ queue }) => queue(hub, entry));
  model.mineTransaction(hub, "spoke", ({ emit }) =>
    emit("OrderOpened", { orderId, payer: solver, order: oneLegOrder }),
  );
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

const oneLegOrder = {
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
  const repayment = { account: pad(solver), ledgerAccount: zeroAddress, chain: 101n } as const;
  return encodeReport({ kind: "filled", orderId, leg, fill: { filledAt: 5n, hold, solver, repayment } });
}

/** Has the hub take the entries of chain 102; returns the last head. */
function deliver(
  headBefore: Hex,
  entries: readonly Hex[],
  besides: (last: { emit: (name: string, args: Record<string, unknown>) => void; head: Hex }) => void = () => undefined,
): Hex {
  const head = entries.reduce((before, entry) => extendHead(before, hashEntry(entry)), headBefore);
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
