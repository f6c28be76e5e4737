import type { TransactionSql } from "postgres";
import { analyzeGrown } from "./analyzeGrown.ts";
import { addOrderOfEntry, arrayOf, channelName, type Touched, type TouchedOrders } from "./Changes.ts";
import { appendDeliveries, removeDeliveries } from "./continueDeliveries.ts";
import { appendEntries, removeEntries } from "./continueEntries.ts";
import { appendPostings, removePostings } from "./continuePostings.ts";
import { firstPositions } from "./firstPositions.ts";
import { followEntries } from "./followEntries.ts";
import { joinSets, planMany } from "./planMany.ts";
import { postEarnings } from "./postEarnings.ts";
import { rebuildCalls } from "./rebuildCalls.ts";
import { rebuildChains } from "./rebuildChains.ts";
import { rebuildChannels } from "./rebuildChannels.ts";
import { rebuildClaimables } from "./rebuildClaimables.ts";
import { rebuildCollections, removeCollections } from "./rebuildCollections.ts";
import { rebuildDivergences } from "./rebuildDivergences.ts";
import { rebuildEscrows } from "./rebuildEscrows.ts";
import { rebuildLegs } from "./rebuildLegs.ts";
import { rebuildOrders } from "./rebuildOrders.ts";
import { rebuildPayouts } from "./rebuildPayouts.ts";
import { settled } from "./settled.ts";
import { type BlockSpan, touch } from "./touch.ts";

/** Blocks of a chain whose events are in place. */
export type ProjectSpan = BlockSpan & {
  /** Whether events from `fromBlock` on were taken away before. */
  replaced: boolean;
};

export type ProjectParameters = {
  /** One per chain. */
  spans: readonly ProjectSpan[];
  hubChainId: bigint;
  /** What the events named that were taken away; where none were, nothing. What others name is added. */
  touched: Touched;
  /** Whether what the events of the spans name is in `touched` already. */
  named?: boolean;
  /** Whether thousands of events came: then what they touch is worked on in sets. */
  many?: boolean;
  /** What else has been sent and is waited for as well, at the latest when the first answers have come. */
  beside?: Promise<unknown>;
};

/**
 * Brings everything derived in line with the events, where some blocks of some chains came, went or were replaced.
 * Sequences are continued from their first changed position, entities that the change touches are rebuilt.
 *
 * The caller holds the projection lock: two that rebuild one order side by side would not see each other's events.
 */
export async function project(sql: TransactionSql, parameters: ProjectParameters): Promise<void> {
  const { spans, hubChainId, touched, named = false, many = false, beside } = parameters;
  const replaced = spans.filter((span) => span.replaced);
  const hubSpan = spans.find(({ chainId }) => chainId === hubChainId);

  if (many) await planMany(sql);
  // What stands side by side is sent at once, and runs in the order in which it is sent: waiting for an answer costs a
  // small batch as much as a statement.
  const [entriesRemoved, deliveriesRemoved] =
    replaced.length === 0
      ? [[], []]
      : await settled([
          ofEach(replaced, (span) => removeEntries(sql, span, span === hubSpan)),
          ofEach(replaced, (span) => removeDeliveries(sql, span, span === hubSpan)),
          hubSpan?.replaced === true ? removeCollections(sql, hubSpan) : undefined,
          hubSpan?.replaced === true ? removePostings(sql, hubSpan) : undefined,
        ]);
  const appending = appendDeliveries(sql, spans);
  const [deliveriesAdded, entriesAdded] = await settled([
    appending,
    // Entries look up which delivery they are in.
    many ? appending.then(() => joinSets(sql, () => appendEntries(sql, spans))) : appendEntries(sql, spans),
    named ? undefined : settled(spans.map((span) => touch(sql, span, touched, 1))),
    beside,
  ]);
  await analyzeGrown(
    sql,
    new Map([
      ["entry", entriesAdded.length],
      ["delivery", deliveriesAdded.length],
    ]),
  );
  const entries = [...entriesRemoved, ...entriesAdded];
  const deliveries = [...deliveriesRemoved, ...deliveriesAdded];
  for (const entry of entries) addOrderOfEntry(touched.orders, entry);
  for (const { chainId, direction } of [...entries, ...deliveries]) {
    touched.channels.set(channelName({ chainId, direction }), { chainId, direction });
  }

  const following = followEntries(sql, {
    heads: touched.heads,
    spans: deliveries,
    changed: firstPositions(entries),
    added: firstPositions(entriesAdded),
    routes: [...touched.routes.values()],
  });
  const rebuilding = following.then(async (followed) => {
    for (const entry of followed) addOrderOfEntry(touched.orders, entry);
    const channels = [...touched.channels.values()];
    for (const { chainId } of channels) touched.chainIds.add(chainId);
    if (replaced.length !== 0) await removeTouched(sql, touched);
    const orders = replaced.length === 0 ? touched.orders : everythingOf(touched.orders);
    await settled([
      rebuildOrders(sql, orders),
      rebuildLegs(sql, orders.legs),
      rebuildCalls(sql, orders.calls),
      rebuildEscrows(sql, orders.escrows),
      rebuildPayouts(sql, {
        ...{ spans, hubChainId, touched, replaced: replaced.length !== 0 },
        orderIds: replaced.length === 0 ? new Set() : orders.named,
      }),
      rebuildCollections(sql, hubSpan, touched, replaced.length !== 0),
      rebuildClaimables(sql, touched.accounts),
      postEarnings(sql, touched.postings),
      hubSpan !== undefined && touched.ledger ? appendPostings(sql, hubSpan) : undefined,
      rebuildChannels(sql, channels, hubChainId),
      rebuildChains(sql, touched.chainIds, hubChainId),
    ]);
    return orders;
  });
  const { heads } = touched;
  const [orders] = await settled([
    rebuilding,
    rebuildDivergences(sql, { spans, hubChainId, heads, entriesRemoved, entriesAdded, deliveriesAdded }),
  ]);
  // Next time they are looked up.
  await analyzeGrown(
    sql,
    new Map([
      ["order", orders.told.size],
      ["leg", orders.legs.size],
      ["call", orders.calls.size],
      ["escrow", orders.escrows.size],
      ["payout", orders.told.size],
    ]),
  );
}

async function ofEach<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<readonly Result[]>,
): Promise<Result[]> {
  return (await settled(items.map(act))).flat();
}

/** Where rows were taken away, all that was there is rebuilt. */
function everythingOf({ named }: TouchedOrders): TouchedOrders {
  return { named, told: named, legs: named, calls: named, escrows: named };
}

/** Where events went, rows may have nothing left that they follow from. */
async function removeTouched(sql: TransactionSql, { orders, channels, chainIds }: Touched): Promise<void> {
  const ids = arrayOf(orders.named);
  const channelChains = arrayOf([...channels.values()].map(({ chainId }) => chainId));
  const directions = arrayOf([...channels.values()].map(({ direction }) => direction));
  await settled([
    sql`delete from "order" where order_id = any(${ids}::bytes32[])`,
    sql`delete from leg where order_id = any(${ids}::bytes32[])`,
    sql`delete from call where order_id = any(${ids}::bytes32[])`,
    sql`delete from escrow where order_id = any(${ids}::bytes32[])`,
    sql`delete from payout where order_id = any(${ids}::bytes32[])`,
    sql`
      delete from channel c
      using unnest(${channelChains}::uint64[], ${directions}::channel_direction[]) as touched (chain_id, direction)
      where c.chain_id = touched.chain_id and c.direction = touched.direction`,
    sql`delete from chain where chain_id = any(${arrayOf(chainIds)}::uint64[])`,
  ]);
}
