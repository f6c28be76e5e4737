import type { TransactionSql } from "postgres";
import type { ChannelKey } from "./Changes.ts";
import type { BlockSpan } from "./touch.ts";

export type EntryChange = ChannelKey & {
  position: string;
  head: string;
  entryHash: string;
  orderId: string | null;
};

/** Takes away the entries that a chain queued from a block on. */
export async function removeEntries(
  sql: TransactionSql,
  { chainId, fromBlock }: BlockSpan,
  isHubChain: boolean,
): Promise<EntryChange[]> {
  return await sql<EntryChange[]>`
    delete from entry
    where ${sentFrom(sql, chainId, isHubChain)} and queued_block_number >= ${`${fromBlock}`}
    returning chain_id as "chainId", direction, position, head, entry_hash as "entryHash", order_id as "orderId"`;
}

/** Appends the entries that a chain queued in some blocks, each at the position after the one before. */
export async function appendEntries(
  sql: TransactionSql,
  { chainId, fromBlock, toBlock }: BlockSpan,
): Promise<EntryChange[]> {
  return await sql<EntryChange[]>`
    insert into entry (
      chain_id, direction, position, head, entry, entry_hash, kind, timestamp, gas_price, fee, order_id,
      leg, hold, solver, repayment_account, repayment_ledger_account, repayment_chain,
      token, account, amount, accepting, entry_fee, queued_at, queued_block_number, queued_transaction_hash
    )
    select
      queued.channel_chain,
      queued.direction,
      coalesce(latest.position, 0) + row_number() over (
        partition by queued.channel_chain, queued.direction
        order by queued.block_number, queued.log_index
      ),
      queued.head,
      queued.entry,
      queued.entry_hash,
      case
        when heartbeat.timestamp is not null then 'heartbeat'
        when escrowed.timestamp is not null then 'escrowed'
        when filled.timestamp is not null then 'filled'
        when cancelled.timestamp is not null then 'cancelled'
        when pay.amount is not null then 'pay'
        when configure.accepting is not null then 'configure'
        else 'malformed'
      end::entry_kind,
      coalesce(heartbeat.timestamp, escrowed.timestamp, filled.timestamp, cancelled.timestamp),
      heartbeat.gas_price,
      coalesce(escrowed.fee, filled.fee, cancelled.fee, pay.fee),
      coalesce(escrowed.order_id, filled.order_id, cancelled.order_id),
      filled.leg,
      filled.hold,
      filled.solver,
      filled.repayment_account,
      filled.repayment_ledger_account,
      filled.repayment_chain,
      pay.token,
      pay.account,
      pay.amount,
      configure.accepting,
      configure.entry_fee,
      queued.block_time,
      queued.block_number,
      queued.transaction_hash
    from (
      select
        *,
        case contract when 'hub' then chain else chain_id end as channel_chain,
        case contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction
      from entry_queued
      where chain_id = ${`${chainId}`} and block_number between ${`${fromBlock}`} and ${`${toBlock}`}
    ) queued
    left join report_heartbeat heartbeat using (chain_id, block_number, log_index)
    left join report_escrowed escrowed using (chain_id, block_number, log_index)
    left join report_filled filled using (chain_id, block_number, log_index)
    left join report_cancelled cancelled using (chain_id, block_number, log_index)
    left join instruction_pay pay using (chain_id, block_number, log_index)
    left join instruction_configure configure using (chain_id, block_number, log_index)
    left join lateral (
      select position from entry
      where entry.chain_id = queued.channel_chain and entry.direction = queued.direction
      order by position desc
      limit 1
    ) latest on true
    returning chain_id as "chainId", direction, position, head, entry_hash as "entryHash", order_id as "orderId"`;
}

/** Which rows of `entry` a chain is the sender of. */
function sentFrom(sql: TransactionSql, chainId: bigint, isHubChain: boolean) {
  const ownReports = sql`(chain_id = ${`${chainId}`} and direction = 'report')`;
  return isHubChain ? sql`(${ownReports} or direction = 'instruction')` : ownReports;
}
