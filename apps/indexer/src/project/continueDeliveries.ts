import type { TransactionSql } from "postgres";
import type { Span } from "./Changes.ts";
import { spansOf } from "./spansOf.ts";
import type { BlockSpan } from "./touch.ts";

/** Takes away the deliveries that a chain received from a block on. */
export async function removeDeliveries(
  sql: TransactionSql,
  { chainId, fromBlock }: BlockSpan,
  isHubChain: boolean,
): Promise<Span[]> {
  const ownInstructions = sql`(chain_id = ${`${chainId}`} and direction = 'instruction')`;
  const received = isHubChain ? sql`(${ownInstructions} or direction = 'report')` : ownInstructions;
  return await sql<Span[]>`
    delete from delivery
    where ${received} and block_number >= ${`${fromBlock}`}
    returning chain_id as "chainId", direction, first_position as first, last_position as last`;
}

/** Appends the deliveries that chains received in some blocks, each from the position after the one before. */
export async function appendDeliveries(sql: TransactionSql, spans: readonly BlockSpan[]): Promise<Span[]> {
  return await sql<Span[]>`
    with ${spansOf(sql, spans)},
    received as materialized (
      select
        delivered.*,
        case delivered.contract when 'hub' then delivered.chain else delivered.chain_id end as channel_chain,
        case delivered.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction
      from span
      cross join lateral (
        select d.* from entries_delivered d
        where d.chain_id = span.chain_id and d.block_number between span.from_block and span.to_block
        offset 0
      ) delivered
    ),
    -- Looked up before anything is inserted: later it would be looked for among the new rows.
    channels as materialized (
      select receiver.chain_id, receiver.direction, coalesce(latest.last_position, 0) as position
      from (select distinct channel_chain as chain_id, direction from received) receiver
      left join lateral (
        select d.last_position from delivery d
        where d.chain_id = receiver.chain_id and d.direction = receiver.direction
        order by d.last_position desc
        limit 1
      ) latest on true
    )
    insert into delivery (
      chain_id, direction, first_position, last_position, head_before, head_after,
      delivered_at, block_number, log_index, transaction_hash
    )
    select
      channel_chain, direction, last_position - count + 1, last_position, head_before, head_after,
      block_time, block_number, log_index, transaction_hash
    from (
      select received.*, channels.position + sum(received.count) over (
        partition by channel_chain, received.direction order by block_number, log_index
      ) as last_position
      from received
      join channels on channels.chain_id = received.channel_chain and channels.direction = received.direction
    ) positioned
    returning chain_id as "chainId", direction, first_position as first, last_position as last`;
}
