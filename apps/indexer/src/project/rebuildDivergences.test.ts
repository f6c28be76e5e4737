import { encodeReport, extendHead, foldHeads, hashEntry } from "@concert/types";
import { type Hex, keccak256, toHex, zeroAddress, zeroHash } from "viem";
import { expect, test } from "vitest";
import { createModel, type Model } from "../../test/model.ts";
import { type Index, openIndex } from "../../test/openIndex.ts";
import { useStore } from "../../test/useStore.ts";

const index = useStore();
let model: Model;
let following: Index;

const [hub, spoke] = [0, 1];
const hubChain = 101n;
const spokeChain = 102n;
const gateway = "0x0000000000000000000000000000000000000009";
const entries = [1n, 2n, 3n].map((timestamp) => encodeReport({ kind: "heartbeat", timestamp, gasPrice: 1n }));
const heads = headsOf(entries);
const forged = encodeReport({ kind: "escrowed", timestamp: 9n, orderId: keccak256("0x09"), fee: 0n });

async function start(): Promise<void> {
  model = createModel(() => 0);
  following = await openIndex(index, model);
}

test("where both ends agree there is none, whichever is indexed first at last", async () => {
  await start();
  send(entries, 3);
  accept(heads[2]!);
  deliver(zeroHash, heads[2]!, 3);
  await following.follow(hub);
  expect(await kinds()).toEqual(["accepted", "delivered"]);
  await following.follow(spoke);
  expect(await kinds()).toEqual([]);
});

test("a head that the spoke never sent is shown by the commit that holds its delivery", async () => {
  await start();
  send(entries, 3);
  accept(heads[2]!);
  deliver(zeroHash, heads[1]!, 2);
  await following.follow(spoke);
  await following.follow(hub);
  expect(await kinds()).toEqual([]);

  const forgedHead = extendHead(heads[1]!, forged);
  accept(forgedHead);
  await following.follow(hub);
  expect(await kinds()).toEqual(["accepted"]);
  deliver(heads[1]!, forgedHead, 1);
  await following.follow(hub);
  const [accepted, delivered] = await divergences();
  expect(accepted).toMatchObject({ kind: "accepted", position: null, expectedHead: null, seenHead: forgedHead });
  expect(delivered).toMatchObject({
    ...{ kind: "delivered", status: "diverged", chainId: `${spokeChain}`, direction: "report", position: "3" },
    ...{ expectedHead: heads[2], entry: entries[2], seenHead: forgedHead, seenChain: `${hubChain}` },
  });
  expect(await diverged("entry", "position")).toEqual(["3"]);
  expect(await diverged("channel", "direction")).toEqual(["report"]);
});

test("a head before an accepted one needs no dispatch of its own, but has to be the sender's", async () => {
  await start();
  send(entries, 3);
  accept(heads[2]!);
  accept(heads[0]!, zeroAddress);
  const lost = keccak256(toHex("lost"));
  accept(lost, zeroAddress);
  await following.follow(spoke);
  await following.follow(hub);
  expect(await divergences()).toMatchObject([{ kind: "accepted", seenHead: lost, position: null }]);
});

test("an accepted head that was queued but never dispatched is shown until it is dispatched", async () => {
  await start();
  send(entries, 1);
  accept(heads[2]!);
  await following.follow(spoke);
  await following.follow(hub);
  expect(await divergences()).toMatchObject([{ kind: "accepted", seenHead: heads[2], position: "3" }]);
  dispatch(heads[2]!);
  await following.follow(spoke);
  expect(await kinds()).toEqual([]);
});

test.for([
  ["proof_gateway", []],
  ["quorum_gateway", []],
  ["attested_gateway", [{ kind: "accepted", seenHead: heads[0], position: "1" }]],
] as const)("a head that was queued and never dispatched, accepted over the %s", async ([name, expected]) => {
  await start();
  queue(entries[0]!);
  accept(heads[0]!, addressOf(name));
  await following.follow(spoke);
  await following.follow(hub);
  expect(await divergences()).toMatchObject(expected);
  // What was never queued is one, whoever brought it.
  const lost = keccak256(toHex("lost"));
  accept(lost, addressOf(name));
  await following.follow(hub);
  expect(await divergences()).toMatchObject([...expected, { kind: "accepted", seenHead: lost, position: null }]);
});

test("what a reorg of the sender takes away after its delivery is one until it is sent again", async () => {
  await start();
  send(entries, 3);
  accept(heads[2]!);
  deliver(zeroHash, heads[0]!, 1);
  deliver(heads[0]!, heads[2]!, 2);
  await following.follow(spoke);
  await following.follow(hub);
  expect(await kinds()).toEqual([]);

  // The dispatch alone.
  model.rollBack(spoke, 1);
  model.mineTransaction(spoke, "spoke", () => undefined);
  await following.follow(spoke);
  expect(await kinds()).toEqual(["accepted"]);
  dispatch(heads[2]!);
  await following.follow(spoke);
  expect(await kinds()).toEqual([]);

  // The entries besides.
  model.rollBack(spoke, 4);
  queue(entries[1]!);
  for (let block = 0; block < 4; block++) model.mineTransaction(spoke, "spoke", () => undefined);
  await following.follow(spoke);
  expect(await divergences()).toMatchObject([
    { kind: "accepted", seenHead: heads[2] },
    { kind: "delivered", position: "3", expectedHead: null, seenHead: heads[2] },
  ]);
  queue(entries[2]!);
  dispatch(heads[2]!);
  await following.follow(spoke);
  expect(await kinds()).toEqual([]);
});

test("an entry whose bytes are not what the head was made from is shown, and nothing after it", async () => {
  await start();
  const altered = encodeReport({ kind: "heartbeat", timestamp: 2n, gasPrice: 99n });
  queue(entries[0]!);
  await following.follow(spoke);
  model.mineTransaction(spoke, "spoke", ({ emit }) => {
    emit("EntryQueued", { chain: hubChain, head: heads[1], entry: altered });
    emit("EntryQueued", { chain: hubChain, head: heads[2], entry: entries[2] });
  });
  dispatch(heads[2]!);
  accept(heads[2]!);
  await following.follow(spoke);
  await following.follow(hub);
  expect(await divergences()).toMatchObject([
    {
      ...{ kind: "queued", seenChain: `${spokeChain}`, position: "2", seenHead: heads[1], entry: altered },
      expectedHead: foldHeads(heads[0]!, [hashEntry(altered)]),
    },
  ]);
  expect(await diverged("entry", "position")).toEqual(["2", "3"]);
  model.rollBack(spoke, 2);
  queue(entries[1]!);
  queue(entries[2]!);
  dispatch(heads[2]!);
  await following.follow(spoke);
  expect(await kinds()).toEqual([]);
});

test("an entry that is missing breaks the chain at the one after it", async () => {
  await start();
  for (const position of [0, 2]) {
    model.mineTransaction(spoke, "spoke", ({ emit }) => {
      emit("EntryQueued", { chain: hubChain, head: heads[position], entry: entries[position] });
    });
  }
  await following.follow(spoke);
  expect(await divergences()).toMatchObject([{ kind: "queued", position: "2", seenHead: heads[2] }]);
});

test("a dispatched head that is not on the sender's chain is shown", async () => {
  await start();
  send(entries.slice(0, 1), 1);
  const lost = keccak256(toHex("lost"));
  dispatch(lost);
  await following.follow(spoke);
  expect(await divergences()).toMatchObject([{ kind: "dispatched", seenHead: lost, expectedHead: heads[0] }]);
  model.rollBack(spoke, 1);
  model.mineTransaction(spoke, "spoke", () => undefined);
  await following.follow(spoke);
  expect(await kinds()).toEqual([]);
});

function headsOf(queued: readonly Hex[]): Hex[] {
  let head: Hex = zeroHash;
  return queued.map((entry) => {
    head = extendHead(head, entry);
    return head;
  });
}

/** Queues entries, one per block, and dispatches the head of one of them. */
function addressOf(name: string): Hex {
  return [...model.chains[hub]!.contracts].find(([, own]) => own === name)![0] as Hex;
}

function send(queued: readonly Hex[], dispatched: number): void {
  for (const entry of queued) queue(entry);
  dispatch(heads[dispatched - 1]!);
}

function queue(entry: Hex): void {
  model.mineTransaction(spoke, "spoke", (transaction) => transaction.queue(hub, entry));
}

function dispatch(head: Hex): void {
  model.mineTransaction(spoke, "spoke", ({ emit }) =>
    emit("HeadDispatched", { chain: hubChain, head, gateway, sendId: head }),
  );
}

function accept(head: Hex, by: Hex = gateway): void {
  model.mineTransaction(hub, "hub", ({ emit }) => emit("HeadAccepted", { chain: spokeChain, head, gateway: by }));
}

function deliver(headBefore: Hex, headAfter: Hex, count: number): void {
  model.mineTransaction(hub, "hub", ({ emit }) =>
    emit("EntriesDelivered", { chain: spokeChain, headBefore, headAfter, count: BigInt(count) }),
  );
}

async function divergences() {
  return await index.store`
    select
      kind, status, chain_id as "chainId", direction, position, expected_head as "expectedHead", entry,
      seen_head as "seenHead", seen_chain as "seenChain"
    from divergence
    order by kind, seen_chain, block_number, log_index`;
}

async function kinds(): Promise<unknown[]> {
  return (await divergences()).map(({ kind }) => kind);
}

/** The rows of a table that show as diverged. */
async function diverged(table: string, column: string): Promise<unknown[]> {
  const { store } = index;
  const rows = await store`
    select t.${store(column)} as value from ${store(table)} t where t.${store(`${table}_diverged`)} order by 1`;
  return rows.map(({ value }) => value);
}
