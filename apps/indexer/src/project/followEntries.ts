import type { TransactionSql } from "postgres";
import { zeroHash } from "viem";
import { arrayOf, type ChannelKey, type Span } from "./Changes.ts";

export type FollowEntriesParameters = {
  /** Entries that were named by an event that came or went. */
  heads: readonly (ChannelKey & { head: string })[];
  /** Positions that were delivered, or are not any more. */
  spans: readonly Span[];
  /** Per channel, from which position on its entries changed. */
  changed: readonly (ChannelKey & { position: string })[];
  /** Channels whose sender's or receiver's route changed. */
  routes: readonly ChannelKey[];
};

/**
 * Brings up to date what became of entries: dispatched, accepted, delivered, rejected. An entry counts as delivered
 * once the delivery's last head is that of the entry at its last position, so that it was this entry and no other.
 *
 * Of an entry that is not processed yet, only what happened over the present routes counts. The receiver forgets what it
 * accepted before its route changed, and whoever is the sender's gateway no more will not be heard; a message that was
 * handed to the receiver before that is used up.
 *
 * @returns The orders of which an entry changed.
 */
export async function followEntries(
  sql: TransactionSql,
  { heads, spans, changed, routes }: FollowEntriesParameters,
): Promise<string[]> {
  if (heads.length + spans.length + changed.length + routes.length === 0) return [];
  const rows = await sql<{ orderId: string | null }[]>`
    with touched as (
      select e.chain_id, e.direction, e.position
      from unnest(${keys(sql, heads)}, ${arrayOf(heads.map(({ head }) => head))}::bytes32[])
        as named (chain_id, direction, head)
      join entry e
        on e.head = named.head and e.chain_id = named.chain_id and e.direction = named.direction
      union
      select e.chain_id, e.direction, e.position
      from unnest(
        ${keys(sql, spans)},
        ${arrayOf(spans.map(({ first }) => first))}::bigint[],
        ${arrayOf(spans.map(({ last }) => last))}::bigint[]
      ) as spans (chain_id, direction, first, last)
      join entry e
        on e.chain_id = spans.chain_id and e.direction = spans.direction
        and e.position between spans.first and spans.last
      union
      select e.chain_id, e.direction, e.position
      from (
        select changed.chain_id, changed.direction, least(
          changed.position,
          (
            select min(d.first_position) from delivery d
            where d.chain_id = changed.chain_id and d.direction = changed.direction
              and d.last_position >= changed.position
          )
        ) as first
        from unnest(${keys(sql, changed)}, ${arrayOf(changed.map(({ position }) => position))}::bigint[])
          as changed (chain_id, direction, position)
      ) ends
      join entry e
        on e.chain_id = ends.chain_id and e.direction = ends.direction and e.position >= ends.first
      union
      select e.chain_id, e.direction, e.position
      from unnest(${keys(sql, routes)}) as routed (chain_id, direction)
      left join lateral (
        select d.last_position from delivery d
        where d.chain_id = routed.chain_id and d.direction = routed.direction
        order by d.last_position desc
        limit 1
      ) processed on true
      join entry e
        on e.chain_id = routed.chain_id and e.direction = routed.direction
        and e.position > coalesce(processed.last_position, 0)
    ),
    route as materialized (
      select
        e.chain_id,
        e.direction,
        coalesce(sender.block_number, -1) as sender_block_number,
        coalesce(sender.log_index, -1) as sender_log_index,
        receiver.chain_id as receiver_chain,
        coalesce(receiver.block_number, -1) as receiver_block_number,
        coalesce(receiver.log_index, -1) as receiver_log_index
      from (select distinct chain_id, direction from touched) e
      left join lateral (
        select h.block_number, h.log_index from route_set h
        where ${sentOver(sql)}
        order by h.block_number desc, h.log_index desc
        limit 1
      ) sender on true
      left join lateral (
        select h.chain_id, h.block_number, h.log_index from route_set h
        where ${receivedOver(sql)}
        order by h.block_number desc, h.log_index desc
        limit 1
      ) receiver on true
    ),
    progress as (
      select
        e.chain_id,
        e.direction,
        e.position,
        dispatched.block_time as dispatched_at,
        accepted.block_time as accepted_at,
        delivered.delivered_at,
        delivered.block_number as delivered_block_number,
        delivered.log_index as delivered_log_index,
        delivered.transaction_hash as delivered_transaction_hash,
        rejected.reason as rejected_reason
      from touched t
      join entry e on e.chain_id = t.chain_id and e.direction = t.direction and e.position = t.position
      join route on route.chain_id = t.chain_id and route.direction = t.direction
      left join lateral (
        select d.* from delivery d
        where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
        order by d.last_position
        limit 1
      ) covering on true
      left join lateral (
        select h.block_time from head_dispatched h
        where h.head = e.head and ${sentOver(sql)}
          and (
            covering.last_position is not null
            or (
              (h.block_number, h.log_index) > (route.sender_block_number, route.sender_log_index)
              and not exists (
                select from message_executed x
                where x.send_id = h.send_id and x.chain_id = route.receiver_chain
                  and (x.block_number, x.log_index) < (route.receiver_block_number, route.receiver_log_index)
              )
              -- Without an id the gateway handed it over at once, on the receiver's own chain.
              and not (
                h.send_id = ${zeroHash} and h.chain_id = route.receiver_chain
                and (h.block_number, h.log_index) < (route.receiver_block_number, route.receiver_log_index)
              )
            )
          )
        order by h.block_number, h.log_index
        limit 1
      ) dispatched on true
      left join lateral (
        select h.block_time from head_accepted h
        where h.head = e.head and ${receivedOver(sql)}
          and (
            covering.last_position is not null
            or (h.block_number, h.log_index) > (route.receiver_block_number, route.receiver_log_index)
          )
        order by h.block_number, h.log_index
        limit 1
      ) accepted on true
      left join lateral (
        select h.reason from entry_rejected h
        where h.head = e.head and ${receivedOver(sql)}
        order by h.block_number, h.log_index
        limit 1
      ) rejected on true
      left join lateral (
        select covering.delivered_at, covering.block_number, covering.log_index, covering.transaction_hash
        from entry last
        where last.chain_id = e.chain_id and last.direction = e.direction
          and last.position = covering.last_position and last.head = covering.head_after
      ) delivered on true
    )
    update entry e
    set
      dispatched_at = p.dispatched_at,
      accepted_at = p.accepted_at,
      delivered_at = p.delivered_at,
      delivered_block_number = p.delivered_block_number,
      delivered_log_index = p.delivered_log_index,
      delivered_transaction_hash = p.delivered_transaction_hash,
      rejected_reason = p.rejected_reason
    from progress p
    where e.chain_id = p.chain_id and e.direction = p.direction and e.position = p.position
      and (
        e.dispatched_at, e.accepted_at, e.delivered_at, e.delivered_block_number, e.delivered_log_index,
        e.delivered_transaction_hash, e.rejected_reason
      ) is distinct from (
        p.dispatched_at, p.accepted_at, p.delivered_at, p.delivered_block_number, p.delivered_log_index,
        p.delivered_transaction_hash, p.rejected_reason
      )
    returning e.order_id as "orderId"`;
  return rows.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));
}

function keys(sql: TransactionSql, channels: readonly ChannelKey[]) {
  return sql`
    ${arrayOf(channels.map(({ chainId }) => chainId))}::uint64[],
    ${arrayOf(channels.map(({ direction }) => direction))}::channel_direction[]`;
}

/** Whether event `h` comes from the sender of entry `e`. */
function sentOver(sql: TransactionSql) {
  return sql`case e.direction
    when 'report' then h.contract = 'spoke' and h.chain_id = e.chain_id
    else h.contract = 'hub' and h.chain = e.chain_id
  end`;
}

/** Whether event `h` comes from the receiver of entry `e`. */
function receivedOver(sql: TransactionSql) {
  return sql`case e.direction
    when 'report' then h.contract = 'hub' and h.chain = e.chain_id
    else h.contract = 'spoke' and h.chain_id = e.chain_id
  end`;
}
