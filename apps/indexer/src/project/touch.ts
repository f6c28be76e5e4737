import type { TransactionSql } from "postgres";
import {
  type AccountKey,
  addOrder,
  type ChannelKey,
  channelName,
  type Posting,
  type Touched,
  type TouchedOrders,
} from "./Changes.ts";
import { nativeToken } from "./nativeToken.ts";
import { settled } from "./settled.ts";

/** Blocks of one chain, both ends included. */
export type BlockSpan = { chainId: bigint; fromBlock: bigint; toBlock: bigint };

/** What of an order an event may change; what entries say is known by the entries. */
export const partsOf = {
  opened: ["told", "legs", "calls", "escrows"],
  shown: ["told", "legs", "calls"],
  settled: ["told", "legs", "calls", "escrows"],
  filled: ["legs"],
  called: ["calls"],
  released: ["legs"],
  owed: ["legs", "escrows"],
} as const satisfies Record<string, readonly (keyof TouchedOrders)[]>;

/**
 * Adds what the events of some blocks name. Where their rows are at hand, `touchRows` gives the same.
 *
 * @param sign Whether the events came or go.
 */
export async function touch(sql: TransactionSql, blocks: BlockSpan, touched: Touched, sign: 1 | -1): Promise<void> {
  const inBlocks = sql`chain_id = ${`${blocks.chainId}`} and block_number between ${`${blocks.fromBlock}`} and ${`${blocks.toBlock}`}`;
  const [orders, heads, accounts, channels, chains, postings] = await settled([
    sql<{ orderId: string; event: keyof typeof partsOf }[]>`
      select order_id as "orderId", 'opened' as event from order_opened where ${inBlocks}
      union select order_id, 'opened' from signed_order_opened where ${inBlocks}
      union select order_id, 'shown' from output_held where ${inBlocks}
      union select order_id, 'settled' from order_settled where ${inBlocks}
      union select order_id, 'shown' from order_aborted where ${inBlocks}
      union select order_id, 'called' from call_executed where ${inBlocks}
      union select order_id, 'called' from call_failed where ${inBlocks}
      union select order_id, 'released' from fill_released where ${inBlocks}
      union select order_id, 'owed' from payout_owed where ${inBlocks}
      union select cause, 'filled' from custody_left where ${inBlocks} and kind = 2`,
    sql<(ChannelKey & { head: string; event: "moved" | "rejected" | "paid" })[]>`
      select ${sentOver(sql)}, head, 'moved' as event from head_dispatched where ${inBlocks}
      union all select ${receivedOver(sql)}, head, 'moved' from head_accepted where ${inBlocks}
      union all select ${receivedOver(sql)}, head, 'rejected' from entry_rejected where ${inBlocks}
      union all select chain_id, 'instruction', head, 'paid' from payout_paid where ${inBlocks}
      union all select chain_id, 'instruction', head, 'paid' from payout_failed where ${inBlocks}`,
    sql<(AccountKey & { claimed: boolean })[]>`
      select chain_id as "chainId", token, account, false as claimed from payout_failed where ${inBlocks}
      union select chain_id, token, account, true from payout_claimed where ${inBlocks}
      union select chain_id, ${nativeToken}, account, false from delivery_credited where ${inBlocks}
      union select chain_id, token, account, false from payout_fee_credited where ${inBlocks}`,
    sql<(ChannelKey & { rerouted: boolean })[]>`
      select ${sentOver(sql)}, false as rerouted from entry_queued where ${inBlocks}
      union select ${sentOver(sql)}, false from head_dispatched where ${inBlocks}
      union select ${receivedOver(sql)}, false from head_accepted where ${inBlocks}
      union select ${receivedOver(sql)}, false from entries_delivered where ${inBlocks}
      union select ${sentOver(sql)}, true from route_set where ${inBlocks}
      union select ${receivedOver(sql)}, true from route_set where ${inBlocks}`,
    sql<{ chainId: string }[]>`
      select chain_id as "chainId" from configured where ${inBlocks}
      union select chain_id from pauses_set where ${inBlocks}
      union select chain_id from wrapped_native_set where ${inBlocks}
      union select chain from spoke_configured where ${inBlocks}
      union select chain from chain_retired where ${inBlocks}
      union select chain from fee_policy_set where ${inBlocks}`,
    sql<Posting[]>`
      select
        chain as "chainId", account, ${sign} * coalesce(sum(earned), 0) as earned,
        ${sign} * coalesce(sum(collected), 0) as collected
      from (
        select chain, account, amount as earned, null as collected from fees_earned where ${inBlocks}
        union all
        select chain, account, null, amount from fees_collected where ${inBlocks}
      ) fees
      group by chain, account`,
  ]);
  for (const { orderId, event } of orders) addOrder(touched.orders, orderId, partsOf[event]);
  for (const { chainId, direction, rerouted } of channels) {
    const channel = { chainId, direction };
    touched.channels.set(channelName(channel), channel);
    if (rerouted) touched.routes.set(channelName(channel), channel);
  }
  for (const { event, ...entry } of heads) {
    if (event !== "paid") touched.heads.push(entry);
    if (event !== "moved") touched.payments.push(entry);
  }
  for (const { chainId } of chains) touched.chainIds.add(chainId);
  for (const { claimed, ...account } of accounts) {
    touched.accounts.push(account);
    // What fails comes after all that was claimed already; where it goes, what came after it goes as well.
    if (claimed || sign === -1) touched.claims.push(account);
  }
  touched.postings.push(...postings);
  // Whether there is anything is seen when it is posted.
  touched.ledger = true;
}

/** The channel over which the emitter of an event sends. */
function sentOver(sql: TransactionSql) {
  return sql`
    case contract when 'hub' then chain else chain_id end as "chainId",
    case contract when 'hub' then 'instruction' else 'report' end as direction`;
}

/** The channel over which the emitter of an event receives. */
function receivedOver(sql: TransactionSql) {
  return sql`
    case contract when 'hub' then chain else chain_id end as "chainId",
    case contract when 'hub' then 'report' else 'instruction' end as direction`;
}
