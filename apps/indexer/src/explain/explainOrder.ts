import { InputError } from "@concert/types";
import type { TransactionSql } from "postgres";
import type { Store } from "../store/connectStore.ts";
import { findEvents } from "./findEvents.ts";
import { orderCausally } from "./orderCausally.ts";
import { type EventRow, readEvents } from "./readEvents.ts";

/** An event behind an order. */
export type Step = EventRow & {
  /** Of the chain. */
  name: string;
  /** Whether the chain's finality rule covers its block. */
  final: boolean;
  /** What it carries, or is about: entries of the order, and those that carry its payouts. */
  entries: readonly CarriedEntry[];
};

export type CarriedEntry = {
  chainId: string;
  direction: string;
  position: string;
  kind: string;
  entry: string;
  entryHash: string;
  head: string;
};

export type Explanation = {
  orderId: string;
  cut: string;
  /** As in the tables. */
  order: Readonly<Record<string, unknown>>;
  legs: readonly Readonly<Record<string, unknown>>[];
  payouts: readonly Readonly<Record<string, unknown>>[];
  /** No event comes before one that it follows from. */
  steps: readonly Step[];
};

/**
 * Everything behind an order: its events on every chain, and those that carried its entries and payouts, in causal order.
 *
 * @throws {InputError} If the id is none, or of no order that is indexed.
 */
export async function explainOrder(store: Store, orderId: string): Promise<Explanation> {
  if (!/^0x[0-9a-f]{64}$/i.test(orderId)) {
    throw new InputError(`the order is ${JSON.stringify(orderId)}: give an order's id, 0x and 64 hex digits.`);
  }
  return (await store.begin("isolation level repeatable read read only", (sql) =>
    explain(sql, orderId.toLowerCase()),
  )) as Explanation;
}

async function explain(sql: TransactionSql, orderId: string): Promise<Explanation> {
  const [found] = await sql<{ order: Record<string, unknown> }[]>`
    select to_jsonb(o) as order from "order" o where order_id = ${orderId}`;
  if (found === undefined) {
    throw new InputError(`order ${orderId} is not indexed: give another, or wait until the chain it was opened on is.`);
  }
  const [legs, payouts, chains, [cut]] = await Promise.all([
    sql<{ leg: Record<string, unknown> }[]>`
      select to_jsonb(l) as leg from leg l where order_id = ${orderId} order by position`,
    sql<{ payout: Record<string, unknown> }[]>`
      select to_jsonb(p) as payout from payout p where order_id = ${orderId} order by owed_block_number, owed_log_index`,
    sql<{ chainId: string; name: string; final: string | null }[]>`
      select chain_id as "chainId", name, final_block_number as final from checkpoint`,
    sql<[{ id: string }]>`select coalesce(max(id), 0) as id from cut`,
  ]);
  const { keys, links } = await findEvents(sql, orderId);
  const events = await readEvents(sql, keys);
  const entries = Map.groupBy(keys, ({ chainId, blockNumber, logIndex }) => `${chainId} ${blockNumber} ${logIndex}`);
  const steps = orderCausally(events, links).map((event): Step => {
    const chain = chains.find(({ chainId }) => chainId === event.chainId);
    const carried = entries.get(`${event.chainId} ${event.blockNumber} ${event.logIndex}`) ?? [];
    return {
      ...event,
      name: chain?.name ?? "",
      final: chain?.final != null && BigInt(event.blockNumber) <= BigInt(chain.final),
      entries: carried.flatMap(({ carried }) => (carried === undefined ? [] : [carried])),
    };
  });
  return {
    orderId,
    cut: cut.id,
    order: found.order,
    legs: legs.map(({ leg }) => leg),
    payouts: payouts.map(({ payout }) => payout),
    steps,
  };
}
