import type { TransactionSql } from "postgres";
import { type ChannelKey, channelName, type Touched } from "./Changes.ts";

/** Blocks of one chain, both ends included. */
export type BlockSpan = { chainId: bigint; fromBlock: bigint; toBlock: bigint };

/** Adds what the events of some blocks name. */
export async function touch(sql: TransactionSql, blocks: BlockSpan, touched: Touched): Promise<void> {
  const inBlocks = sql`chain_id = ${`${blocks.chainId}`} and block_number between ${`${blocks.fromBlock}`} and ${`${blocks.toBlock}`}`;
  const [orders, heads, accounts, channels] = await Promise.all([
    sql<{ orderId: string }[]>`
      select order_id as "orderId" from order_opened where ${inBlocks}
      union select order_id from order_settled where ${inBlocks}
      union select order_id from order_aborted where ${inBlocks}
      union select order_id from payout_owed where ${inBlocks}
      union select order_id from report_escrowed where ${inBlocks}
      union select order_id from report_filled where ${inBlocks}`,
    sql<(ChannelKey & { head: string })[]>`
      select ${sentOver(sql)}, head from head_dispatched where ${inBlocks}
      union all select ${receivedOver(sql)}, head from head_accepted where ${inBlocks}
      union all select ${receivedOver(sql)}, head from entry_rejected where ${inBlocks}
      union all select chain_id, 'instruction', head from payout_paid where ${inBlocks}
      union all select chain_id, 'instruction', head from payout_failed where ${inBlocks}`,
    sql<{ chainId: string; token: string; account: string }[]>`
      select chain_id as "chainId", token, account from payout_failed where ${inBlocks}
      union select chain_id, token, account from payout_claimed where ${inBlocks}`,
    sql<ChannelKey[]>`
      select ${sentOver(sql)} from entry_queued where ${inBlocks}
      union select ${sentOver(sql)} from head_dispatched where ${inBlocks}
      union select ${receivedOver(sql)} from head_accepted where ${inBlocks}
      union select ${receivedOver(sql)} from entries_delivered where ${inBlocks}
      union select ${sentOver(sql)} from route_set where ${inBlocks}
      union select ${receivedOver(sql)} from route_set where ${inBlocks}`,
  ]);
  for (const { orderId } of orders) touched.orderIds.add(orderId);
  for (const channel of channels) touched.channels.set(channelName(channel), channel);
  touched.heads.push(...heads);
  touched.accounts.push(...accounts);
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
