import type { TransactionSql } from "postgres";
import type { ChannelKey } from "./Changes.ts";
import { channelRoutes, entryEvents } from "./entryEvents.ts";
import { spansOf } from "./spansOf.ts";
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
    returning ${change(sql)}`;
}

/**
 * Appends the entries that chains queued in some blocks, each at the position after the one before, with what became of
 * them. Deliveries are up to date already: so that most entries are written but once.
 */
export async function appendEntries(sql: TransactionSql, spans: readonly BlockSpan[]): Promise<EntryChange[]> {
  return await sql<EntryChange[]>`
    with ${spansOf(sql, spans)},
    ${inSpans(sql, "report_heartbeat")},
    ${inSpans(sql, "report_escrowed")},
    ${inSpans(sql, "report_filled")},
    ${inSpans(sql, "report_cancelled")},
    ${inSpans(sql, "instruction_pay")},
    ${inSpans(sql, "instruction_configure")},
    sent as materialized (
      select
        queued.*,
        case queued.contract when 'hub' then queued.chain else queued.chain_id end as channel_chain,
        case queued.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction
      from span
      cross join lateral (
        select q.* from entry_queued q
        where q.chain_id = span.chain_id and q.block_number between span.from_block and span.to_block
        offset 0
      ) queued
    ),
    channels as materialized (
      select sender.chain_id, sender.direction, coalesce(latest.position, 0) as position, sender.count
      from (select channel_chain as chain_id, direction, count(*) from sent group by 1, 2) sender
      left join lateral (
        select e.position from entry e
        where e.chain_id = sender.chain_id and e.direction = sender.direction
        order by e.position desc
        limit 1
      ) latest on true
    ),
    queued as materialized (
      select sent.*, channels.position + row_number() over (
        partition by sent.channel_chain, sent.direction order by sent.block_number, sent.log_index
      ) as position
      from sent
      join channels on channels.chain_id = sent.channel_chain and channels.direction = sent.direction
    ),
    delivered as materialized (
      select d.*, channels.position + 1 as first_added, channels.position + channels.count as last_added
      from channels
      cross join lateral (
        select d.* from delivery d
        where d.chain_id = channels.chain_id and d.direction = channels.direction
          and d.last_position > channels.position and d.first_position <= channels.position + channels.count
        offset 0
      ) d
    ),
    -- Which delivery an entry is in, and whether the delivery's last head is that of the entry at its last position.
    covering as materialized (
      select delivered.*, positions.position, last.head is not null as confirmed
      from delivered
      left join queued last
        on last.channel_chain = delivered.chain_id and last.direction = delivered.direction
        and last.position = delivered.last_position and last.head = delivered.head_after
      cross join lateral generate_series(
        greatest(delivered.first_position, delivered.first_added), least(delivered.last_position, delivered.last_added)
      ) as positions (position)
    ),
    route as materialized (${channelRoutes(sql, sql`channels`)})
    insert into entry (
      chain_id, direction, position, head, entry, entry_hash, kind, timestamp, gas_price, fee, order_id,
      leg, hold, solver, repayment_account, repayment_ledger_account, repayment_chain,
      token, account, amount, accepting, entry_fee, queued_at, queued_block_number, queued_transaction_hash,
      dispatched_at, accepted_at, delivered_at, delivered_block_number, delivered_log_index,
      delivered_transaction_hash, rejected_reason
    )
    select
      e.channel_chain,
      e.direction,
      e.position,
      e.head,
      e.entry,
      e.entry_hash,
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
      e.block_time,
      e.block_number,
      e.transaction_hash,
      dispatched.block_time,
      accepted.block_time,
      case when covering.confirmed then covering.delivered_at end,
      case when covering.confirmed then covering.block_number end,
      case when covering.confirmed then covering.log_index end,
      case when covering.confirmed then covering.transaction_hash end,
      rejected.reason
    from queued e
    left join report_heartbeat_in_span heartbeat using (chain_id, block_number, log_index)
    left join report_escrowed_in_span escrowed using (chain_id, block_number, log_index)
    left join report_filled_in_span filled using (chain_id, block_number, log_index)
    left join report_cancelled_in_span cancelled using (chain_id, block_number, log_index)
    left join instruction_pay_in_span pay using (chain_id, block_number, log_index)
    left join instruction_configure_in_span configure using (chain_id, block_number, log_index)
    left join covering
      on covering.chain_id = e.channel_chain and covering.direction = e.direction and covering.position = e.position
    join route on route.chain_id = e.channel_chain and route.direction = e.direction
    ${entryEvents(sql, sql`e.channel_chain`)}
    returning ${change(sql)}`;
}

function inSpans(sql: TransactionSql, table: string) {
  return sql`${sql(`${table}_in_span`)} as materialized (
    select said.* from span
    cross join lateral (
      select s.* from ${sql(table)} s
      where s.chain_id = span.chain_id and s.block_number between span.from_block and span.to_block
      offset 0
    ) said
  )`;
}

function change(sql: TransactionSql) {
  return sql`chain_id as "chainId", direction, position, head, entry_hash as "entryHash", order_id as "orderId"`;
}

/** Which rows of `entry` a chain is the sender of. */
function sentFrom(sql: TransactionSql, chainId: bigint, isHubChain: boolean) {
  const ownReports = sql`(chain_id = ${`${chainId}`} and direction = 'report')`;
  return isHubChain ? sql`(${ownReports} or direction = 'instruction')` : ownReports;
}
