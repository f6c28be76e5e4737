import type { TransactionSql } from "postgres";
import type { Span } from "./Changes.ts";
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

/** Appends the deliveries that a chain received in some blocks, each from the position after the one before. */
export async function appendDeliveries(
  sql: TransactionSql,
  { chainId, fromBlock, toBlock }: BlockSpan,
): Promise<Span[]> {
  return await sql<Span[]>`
    insert into delivery (
      chain_id, direction, first_position, last_position, head_before, head_after,
      delivered_at, block_number, log_index, transaction_hash
    )
    select
      delivered.channel_chain,
      delivered.direction,
      coalesce(latest.last_position, 0) + delivered.running_count - delivered.count + 1,
      coalesce(latest.last_position, 0) + delivered.running_count,
      delivered.head_before,
      delivered.head_after,
      delivered.block_time,
      delivered.block_number,
      delivered.log_index,
      delivered.transaction_hash
    from (
      select *, sum(count) over (
        partition by channel_chain, direction order by block_number, log_index
      ) as running_count
      from (
        select
          *,
          case contract when 'hub' then chain else chain_id end as channel_chain,
          case contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction
        from entries_delivered
        where chain_id = ${`${chainId}`} and block_number between ${`${fromBlock}`} and ${`${toBlock}`}
      ) received
    ) delivered
    left join lateral (
      select last_position from delivery
      where delivery.chain_id = delivered.channel_chain and delivery.direction = delivered.direction
      order by last_position desc
      limit 1
    ) latest on true
    returning chain_id as "chainId", direction, first_position as first, last_position as last`;
}
