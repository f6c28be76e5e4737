import type { TransactionSql } from "postgres";
import { analyzeGrown } from "./analyzeGrown.ts";
import { arrayOf, channelName, type Touched } from "./Changes.ts";
import { appendDeliveries, removeDeliveries } from "./continueDeliveries.ts";
import { appendEntries, removeEntries } from "./continueEntries.ts";
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
  /** What the events named that were taken away; where none were, nothing. */
  touched: Touched;
  /** Whether thousands of events came: then what they touch is worked on in sets. */
  many?: boolean;
};

/**
 * Brings everything derived in line with the events, where some blocks of some chains came, went or were replaced.
 * Sequences are continued from their first changed position, entities that the change touches are rebuilt.
 *
 * The caller holds the projection lock: two that rebuild one order side by side would not see each other's events.
 */
export async function project(sql: TransactionSql, parameters: ProjectParameters): Promise<void> {
  const { spans, hubChainId, touched, many = false } = parameters;
  const replaced = spans.filter((span) => span.replaced);
  const hubSpan = spans.find(({ chainId }) => chainId === hubChainId);

  if (many) await planMany(sql);
  // What stands side by side is sent at once: none of it reads what another writes.
  const [entriesRemoved, deliveriesRemoved] = await Promise.all([
    ofEach(replaced, (span) => removeEntries(sql, span, span === hubSpan)),
    ofEach(replaced, (span) => removeDeliveries(sql, span, span === hubSpan)),
    hubSpan?.replaced === true ? removeCollections(sql, hubSpan) : undefined,
  ]);
  const appending = appendDeliveries(sql, spans);
  const [deliveriesAdded, entriesAdded] = await Promise.all([
    appending,
    // Entries look up which delivery they are in; statements run in the order in which they are sent.
    many ? appending.then(() => joinSets(sql, () => appendEntries(sql, spans))) : appendEntries(sql, spans),
    ...spans.map((span) => touch(sql, span, touched, 1)),
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
  for (const { orderId } of entries) if (orderId !== null) touched.orderIds.add(orderId);
  for (const { chainId, direction } of [...entries, ...deliveries]) {
    touched.channels.set(channelName({ chainId, direction }), { chainId, direction });
  }

  const [followed, paid] = await Promise.all([
    followEntries(sql, {
      heads: touched.heads,
      spans: deliveries,
      changed: firstPositions(entries),
      added: firstPositions(entriesAdded),
      routes: [...touched.routes.values()],
    }),
    ordersOfPayouts(sql, touched),
    rebuildDivergences(sql, {
      spans,
      hubChainId,
      heads: touched.heads,
      entriesRemoved,
      entriesAdded,
      deliveriesAdded,
    }),
  ]);
  for (const orderId of [...followed, ...paid]) touched.orderIds.add(orderId);

  const channels = [...touched.channels.values()];
  for (const { chainId } of channels) touched.chainIds.add(chainId);
  if (replaced.length !== 0) await removeTouched(sql, touched);
  await Promise.all([
    rebuildOrders(sql, touched.orderIds).then(() => rebuildLegs(sql, touched.orderIds)),
    rebuildCalls(sql, touched.orderIds),
    rebuildEscrows(sql, touched.orderIds),
    rebuildPayouts(sql, touched.orderIds),
    rebuildCollections(sql, hubSpan, touched),
    rebuildClaimables(sql, touched.accounts),
    postEarnings(sql, touched.postings),
    rebuildChannels(sql, channels, hubChainId).then(() => rebuildChains(sql, touched.chainIds, hubChainId)),
  ]);
  // Next time they are looked up.
  await analyzeGrown(
    sql,
    new Map(["order", "leg", "call", "escrow", "payout"].map((table) => [table, touched.orderIds.size])),
  );
}

async function ofEach<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<readonly Result[]>,
): Promise<Result[]> {
  return (await Promise.all(items.map(act))).flat();
}

/** Orders whose payouts an event of a spoke is about. */
async function ordersOfPayouts(sql: TransactionSql, { heads, accounts }: Touched): Promise<string[]> {
  if (heads.length + accounts.length === 0) return [];
  const rows = await sql<{ orderId: string }[]>`
    select p.order_id as "orderId"
    from unnest(
      ${arrayOf(heads.map(({ chainId }) => chainId))}::uint64[],
      ${arrayOf(heads.map(({ head }) => head))}::bytes32[]
    ) as named (chain_id, head)
    join payout p on p.head = named.head and p.chain = named.chain_id
    union
    select p.order_id
    from unnest(
      ${arrayOf(accounts.map(({ chainId }) => chainId))}::uint64[],
      ${arrayOf(accounts.map(({ token }) => token))}::address[],
      ${arrayOf(accounts.map(({ account }) => account))}::address[]
    ) as named (chain_id, token, account)
    join payout_failed f
      on f.chain_id = named.chain_id and f.token = named.token and f.account = named.account
    join payout p on p.head = f.head and p.chain = f.chain_id`;
  return rows.map(({ orderId }) => orderId);
}

/** Where events went, rows may have nothing left that they follow from. */
async function removeTouched(sql: TransactionSql, { orderIds, channels, chainIds }: Touched): Promise<void> {
  const ids = arrayOf(orderIds);
  const channelChains = arrayOf([...channels.values()].map(({ chainId }) => chainId));
  const directions = arrayOf([...channels.values()].map(({ direction }) => direction));
  await Promise.all([
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
