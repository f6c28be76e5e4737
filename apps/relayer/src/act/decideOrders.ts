import { abort, type IndexedOrder, RevertError, refund, settle } from "@concert/sdk";
import { hubAbi } from "@concert/types";
import { parseEventLogs, type TransactionReceipt } from "viem";
import { NonceTakenError } from "../chain/createSender.ts";
import { isConnectionError } from "../chain/watchHealth.ts";
import type { Facts } from "../log.ts";
import type { DecisionJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { fitCount } from "./fitCount.ts";
import type { Sent } from "./perform.ts";

/** Most orders that one transaction is tried with. */
const batchLimit = 50;
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
  const keyOf = ({ orderId }: Pick<IndexedOrder, "orderId">) => `${kind}:${orderId}`;
  let batch = orders.filter((order) => patience.allows(keyOf(order), kind)).slice(0, batchLimit);

  function noteReceipt({ logs }: TransactionReceipt): Facts {
    const skipped = parseEventLogs({ abi: hubAbi, eventName: "OrderSkipped", logs }).map(({ args }) => args.orderId);
    for (const order of batch) {
      if (skipped.includes(order.orderId)) patience.failed(keyOf(order), kind, refusedDelay);
      else patience.succeeded(keyOf(order));
    }
    const facts = { orders: batch.length - skipped.length };
    return skipped.length === 0 ? facts : { ...facts, skipped: skipped.length };
  }

  while (batch.length > 0) {
    try {
      const hash = await acts[kind](client, { hub, orders: batch, gasMaximum });
      return [{ hash, facts: { orders: batch.length }, noteReceipt }];
    } catch (error) {
      if (error instanceof NonceTakenError || isConnectionError(error)) throw error;
      const isRefused = error instanceof RevertError && error.errorName !== undefined;
      if (isRefused || batch.length === 1) {
        // It reverts only if it refuses every one of them.
        for (const order of batch) patience.failed(keyOf(order), kind, refusedDelay);
        throw error;
      }
      // It is too much: by the bound, or in the words of a node that allows less in a simulation.
      batch = batch.slice(0, fitCount(batch.length, error));
    }
  }
  return [];
}
