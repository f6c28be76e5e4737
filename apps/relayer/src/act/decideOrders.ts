import { abort, type IndexedOrder, RevertError, refund, settle, unreportedFill } from "@concert/sdk";
import { hubAbi } from "@concert/types";
import { parseEventLogs, type TransactionReceipt } from "viem";
import { NonceTakenError } from "../chain/createSender.ts";
import { isConnectionError } from "../chain/watchHealth.ts";
import type { Facts } from "../log.ts";
import type { DecisionJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { fitCount } from "./fitCount.ts";
import type { Patience } from "./Patience.ts";
import type { Sent } from "./perform.ts";

/** Most orders that one transaction is tried with. */
export const batchLimit = 50;
const refusedDelay = { first: 500, longest: 30_000 };
const acts = { settle, abort, refund };

/**
 * Settles, aborts or refunds as many of the orders as one transaction takes. The hub leaves out the orders that it
 * refuses, and they are left alone for a while.
 *
 * @throws Nothing could be sent: the reason.
 */
export async function decideOrders({ kind, chain, hub, orders }: DecisionJob, actor: Actor): Promise<Sent[]> {
  const { patience, gasMaximum } = actor;
  const { client } = actor.chain(chain).sender;
  let batch = orders.filter((order) => patience.allows(decisionKey(kind, order), kind)).slice(0, batchLimit);

  while (batch.length > 0) {
    try {
      const hash = await acts[kind](client, { hub, orders: batch.map((order) => toShow(kind, order)), gasMaximum });
      const decided = batch;
      const noteReceipt = (receipt: TransactionReceipt) => noteDecisions(kind, decided, receipt, patience);
      return [{ hash, facts: { orders: batch.length }, noteReceipt }];
    } catch (error) {
      if (error instanceof NonceTakenError || isConnectionError(error)) throw error;
      const isRefused = error instanceof RevertError && error.errorName !== undefined;
      if (isRefused || batch.length === 1) {
        // It reverts only if it refuses every one of them.
        for (const order of batch) patience.failed(decisionKey(kind, order), kind, refusedDelay);
        throw error;
      }
      // It is too much: by the bound, or in the words of a node that allows less in a simulation.
      batch = batch.slice(0, fitCount(batch.length, error));
    }
  }
  return [];
}

/** Of an order that was committed without a trace, and escrowed again, the hub knows no fill. */
function toShow(kind: DecisionJob["kind"], order: IndexedOrder): IndexedOrder {
  if (kind !== "abort" || order.decision !== "commit") return order;
  return { ...order, fills: order.fills.map(() => unreportedFill) };
}

/** Under which what became of an order's decision is remembered. */
export function decisionKey(kind: DecisionJob["kind"], { orderId }: Pick<IndexedOrder, "orderId">): string {
  return `${kind}:${orderId}`;
}

/** The orders that the hub left out are left alone for a while. */
export function noteDecisions(
  kind: DecisionJob["kind"],
  orders: readonly IndexedOrder[],
  { logs }: TransactionReceipt,
  patience: Patience,
): Facts {
  const skipped = parseEventLogs({ abi: hubAbi, eventName: "OrderSkipped", logs }).map(({ args }) => args.orderId);
  for (const order of orders) {
    if (skipped.includes(order.orderId)) patience.failed(decisionKey(kind, order), kind, refusedDelay);
    else patience.succeeded(decisionKey(kind, order));
  }
  const facts = { orders: orders.length - skipped.length };
  return skipped.length === 0 ? facts : { ...facts, skipped: skipped.length };
}
