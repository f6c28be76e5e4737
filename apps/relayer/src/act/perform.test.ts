import { GasOverMaximumError, type IndexedOrder, type SentMessage } from "@concert/sdk";
import { hashEntry } from "@concert/types";
import { zeroAddress, zeroHash } from "viem";
import { expect, test } from "vitest";
import { createScriptedActor } from "../../test/createScriptedActor.ts";
import type { Job } from "../work/Job.ts";
import { perform } from "./perform.ts";

const address = `0x${"11".repeat(20)}` as const;
const base = { key: "", version: "", chain: 1n };
const end = { end: address, otherChain: 2n };
const leg = {
  ...{ originChain: 1n, inputToken: address, inputAmount: 1n },
  ...{ destinationChain: 1n, outputToken: zeroHash, outputAmount: 1n, recipient: zeroHash },
} as const;
const order = {
  ...{ user: address, nonce: 1n, openDeadline: 1n, fillDeadline: 1n, solver: zeroAddress, exclusiveUntil: 0n },
  ...{ pooled: true, cancellable: false, legs: [leg], calls: [] },
} as const;
const indexed: IndexedOrder = {
  ...{ order, fills: [], orderId: zeroHash, decision: "undecided", openedAt: 1n, legs: [] },
};
const entries = ["0x01", "0x02"].map((entry) => ({ entry, entryHash: hashEntry("0x"), orderId: zeroHash }) as never);
const delivery = { ...base, ...end, kind: "deliver", entries, rest: [] } as const;
const batch = { count: 1, names: [] };

/** All that a relayer sends, but what it carries: a message has one head, whatever is behind it. */
const jobs: Exclude<Job, { message: SentMessage }>[] = [
  { ...base, ...end, kind: "dispatch", head: zeroHash, batch },
  delivery,
  { ...base, kind: "deliverAndSettle", hub: address, deliveries: [delivery], orders: [indexed, indexed] },
  { ...base, ...end, kind: "acceptEarlier", head: zeroHash, rest: [zeroHash] },
  { ...base, kind: "heartbeat", spoke: address },
  { ...base, kind: "settle", hub: address, orders: [indexed], batch },
  { ...base, kind: "abort", hub: address, orders: [indexed], batch },
  { ...base, kind: "refund", hub: address, orders: [indexed], batch },
  { ...base, kind: "fill", hub: address, ledger: address, order: indexed, fillers: [address] },
  { ...base, kind: "execute", spoke: address, orderId: zeroHash, order },
  { ...base, kind: "updateFee", hub: address, of: 2n },
  { ...base, kind: "collect", hub: address, of: 2n, amount: 1n },
];

test.each(jobs)("$kind sends nothing that is given 15 million gas, whatever is in it", async (job) => {
  const { actor, sent } = createScriptedActor(() => ({ gas: 12_500_000n }));
  await expect(perform(job, actor)).rejects.toThrow(GasOverMaximumError);
  expect(sent).toEqual([]);
});
