import { deliverAndSettle, type IndexedOrder, RevertError } from "@concert/sdk";
import type { TransactionReceipt } from "viem";
import { NonceTakenError } from "../chain/createSender.ts";
import { isConnectionError } from "../chain/watchHealth.ts";
import { cutAfter } from "../work/decideWhatArrives.ts";
import type { DeliverAndSettleJob, DeliverJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { batchLimit, decisionKey, noteDecisions } from "./decideOrders.ts";
import { deliverEntries } from "./deliverEntries.ts";
import { fitCount } from "./fitCount.ts";
import type { Sent } from "./perform.ts";

/**
 * Delivers reports and settles the orders that they complete, as many as one transaction takes, those first that fewest
 * entries have to be delivered for.
 */
export async function deliverReports(job: DeliverAndSettleJob, actor: Actor): Promise<Sent[]> {
  const { patience, gasMaximum } = actor;
  const { hub, deliveries } = job;
  const { client } = actor.chain(job.chain).sender;
  let orders = byLastEntry(job)
    .filter((order) => patience.allows(decisionKey("settle", order), "settle"))
    .slice(0, batchLimit);

  // With all of the orders at once, what comes before them goes as well; with fewer, what these need.
  let delivered: readonly DeliverJob[] = orders.length === job.orders.length ? deliveries : cutFor(orders, deliveries);
  while (orders.length > 0) {
    try {
      const hash = await deliverAndSettle(client, { hub, deliveries: delivered.map(shown), orders, gasMaximum });
      const [settled, count] = [orders, delivered.reduce((sum, { entries }) => sum + entries.length, 0)];
      const from = delivered.map(({ otherChain }) => otherChain).join();
      return [
        {
          hash,
          facts: { from, entries: count, orders: settled.length },
          noteReceipt: (receipt: TransactionReceipt) => ({
            ...{ from, entries: count },
            ...noteDecisions("settle", settled, receipt, patience),
          }),
        },
      ];
    } catch (error) {
      if (!isTooMuch(error)) throw error;
      if (orders.length === 1) break;
      orders = orders.slice(0, fitCount(orders.length, error));
      delivered = cutFor(orders, deliveries);
    }
  }
  // What comes before the first of them is too much already, or the hub has just refused all of them.
  return await deliverEntries(deliveries[0]!, actor);
}

function isTooMuch(error: unknown): boolean {
  if (error instanceof RevertError) return error.errorName === undefined;
  return !(error instanceof NonceTakenError) && !isConnectionError(error);
}

function cutFor(orders: readonly IndexedOrder[], deliveries: readonly DeliverJob[]): DeliverJob[] {
  const ids = new Set(orders.map(({ orderId }) => orderId));
  return deliveries.flatMap((job) => cutAfter(job, ({ orderId }) => orderId !== null && ids.has(orderId)) ?? []);
}

function byLastEntry({ deliveries, orders }: DeliverAndSettleJob): IndexedOrder[] {
  const last = new Map<string, number>();
  for (const { entries } of deliveries) {
    for (const [index, { orderId }] of entries.entries()) {
      if (orderId !== null) last.set(orderId, Math.max(index, last.get(orderId) ?? 0));
    }
  }
  return orders.toSorted((one, other) => last.get(one.orderId)! - last.get(other.orderId)!);
}

function shown({ otherChain, entries, rest }: DeliverJob) {
  return { chain: otherChain, entries: entries.map(({ entry }) => entry), rest };
}
