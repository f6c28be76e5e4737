import { abort, GasOverMaximumError, type IndexedOrder, refund, settle } from "@concert/sdk";
import { NonceTakenError } from "../chain/createSender.ts";
import { isConnectionError } from "../chain/watchHealth.ts";
import type { DecisionJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { fitCount } from "./fitCount.ts";
import type { Sent } from "./perform.ts";

/** Most orders that one transaction is tried with. */
const batchLimit = 50;
const refusedDelay = { first: 500, longest: 30_000 };
const acts = { settle, abort, refund };

/**
 * Settles, aborts or refunds as many of the orders as one transaction takes. Where a batch is refused, its halves are
 * tried, down to the order that is refused, which is left alone for a while.
 *
 * @throws Nothing could be sent: the last reason.
 */
export async function decideOrders({ kind, chain, hub, orders }: DecisionJob, actor: Actor): Promise<Sent[]> {
  const { patience, gasMaximum } = actor;
  const { client } = actor.chain(chain).sender;
  const keyOf = ({ orderId }: IndexedOrder) => `${kind}:${orderId}`;
  const sent: Sent[] = [];
  let refusal: unknown;

  async function decide(batch: readonly IndexedOrder[]): Promise<void> {
    try {
      const hash = await acts[kind](client, { hub, orders: batch, gasMaximum });
      for (const order of batch) patience.succeeded(keyOf(order));
      sent.push({ hash, facts: { orders: batch.length } });
    } catch (error) {
      refusal = error;
      if (error instanceof NonceTakenError || isConnectionError(error)) return;
      if (batch.length === 1) {
        patience.failed(keyOf(batch[0]!), kind, refusedDelay);
      } else if (error instanceof GasOverMaximumError) {
        // Those that do not fit any more are found again.
        await decide(batch.slice(0, fitCount(batch.length, error)));
      } else {
        const middle = Math.ceil(batch.length / 2);
        await decide(batch.slice(0, middle));
        await decide(batch.slice(middle));
      }
    }
  }

  const due = orders.filter((order) => patience.allows(keyOf(order), kind)).slice(0, batchLimit);
  if (due.length > 0) await decide(due);
  // What was sent is followed all the same.
  if (sent.length === 0 && refusal) throw refusal;
  return sent;
}
