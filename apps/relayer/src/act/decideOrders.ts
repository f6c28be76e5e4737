import { abort, GasOverMaximumError, type IndexedOrder, RevertError, refund, settle } from "@concert/sdk";
import type { DecisionJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { fitCount } from "./fitCount.ts";
import type { Sent } from "./perform.ts";

/** Most orders that one transaction is tried with. */
const batchLimit = 50;
const refusedDelay = { first: 500, longest: 30_000 };
const acts = { settle, abort, refund };

/**
 * Settles, aborts or refunds as many of the orders as one transaction takes. Where the hub refuses the batch, its halves
 * are tried, down to the order that is refused, which is left alone for a while.
 *
 * @throws {RevertError} Every order is refused: the last one's reason.
 */
export async function decideOrders({ kind, chain, hub, orders }: DecisionJob, actor: Actor): Promise<Sent[]> {
  const { patience, gasMaximum } = actor;
  const { client } = actor.chain(chain).sender;
  const keyOf = ({ orderId }: IndexedOrder) => `${kind}:${orderId}`;
  let refusal: RevertError | undefined;

  async function decide(batch: readonly IndexedOrder[]): Promise<Sent[]> {
    const [first] = batch;
    if (!first) return [];
    try {
      const hash = await acts[kind](client, { hub, orders: batch, gasMaximum });
      for (const order of batch) patience.succeeded(keyOf(order));
      return [{ hash, facts: { orders: batch.length } }];
    } catch (error) {
      // What does not fit any more is found again.
      if (error instanceof GasOverMaximumError && batch.length > 1)
        return await decide(batch.slice(0, fitCount(batch.length, error)));
      if (!(error instanceof RevertError)) throw error;
      if (batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        return [...(await decide(batch.slice(0, middle))), ...(await decide(batch.slice(middle)))];
      }
      patience.failed(keyOf(first), kind, refusedDelay);
      refusal = error;
      return [];
    }
  }

  const due = orders.filter((order) => patience.allows(keyOf(order), kind)).slice(0, batchLimit);
  const sent = await decide(due);
  if (sent.length === 0 && refusal) throw refusal;
  return sent;
}
