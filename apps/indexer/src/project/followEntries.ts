import type { TransactionSql } from "postgres";
import { arrayOf, type ChannelKey, type Span } from "./Changes.ts";
import { channelRoutes, entryEvents } from "./entryEvents.ts";

export type FollowEntriesParameters = {
  /** Entries that were named by an event that came or went. */
  heads: readonly (ChannelKey & { head: string })[];
  /** Positions that were delivered, or are not any more. */
  spans: readonly Span[];
  /** Per channel, from which position on its entries changed. */
  changed: readonly (ChannelKey & { position: string })[];
  /** Per channel, from which position on its entries are new, and say already what became of them. */
  added: readonly (ChannelKey & { position: string })[];
  /** Channels whose sender's or receiver's route changed. */
  routes: readonly ChannelKey[];
};

/** Beyond any position. */
const lastPosition = `${2n ** 63n - 1n}`;

/**
 * Brings up to date what became of entries that were there before: dispatched, accepted, delivered, rejected. An entry counts as delivered
 * once the delivery's last head is that of the entry at its last position, so that it was this entry and no other.
 *
 * Of an entry that is not processed yet, only what happened over the present routes counts. The receiver forgets what it
 * accepted before its route changed, and whoever is the sender's gateway no more will not be heard; a message that was
 * handed to the receiver before that is used up.
 *
 * @returns The kinds and orders of the entries that changed.
 */
export async function followEntries(
  sql: TransactionSql,
  { heads, spans, changed, added, routes }: FollowEntriesParameters,
): Promise<{ orderId: string | null; kind: string }[]> {
  if (heads.length + spans.length + changed.length + routes.length === 0) return [];
  return await sql<{ orderId: string | null; kind: string }[]>`
    with added as materialized (
      select * from unnest(${keys(sql, added)}, ${arrayOf(added.map(({ position }) => position))}::bigint[])
        as added (chain_id, direction, position)
    ),
    touched as materialized (
      select e.chain_id, e.direction, e.position
      from unnest(${keys(sql, heads)}, ${arrayOf(heads.map(({ head }) => head))}::bytes32[])
        as named (chain_id, direction, head)
      left join added on added.chain_id = named.chain_id and added.direction = named.direction
      cross join lateral (
        select e.chain_id, e.direction, e.position from entry e
        where e.head = named.head and e.chain_id = named.chain_id and e.direction = named.direction
        offset 0
      ) e
      where added.position is null or e.position < added.position
      union
      select e.chain_id, e.direction, e.position
      from (
        select spans.chain_id, spans.direction, spans.first, spans.last from unnest(
          ${keys(sql, spans)},
          ${arrayOf(spans.map(({ first }) => first))}::bigint[],
          ${arrayOf(spans.map(({ last }) => last))}::bigint[]
        ) as spans (chain_id, direction, first, last)
        union all
        select changed.chain_id, changed.direction, least(
          changed.position,
          (
            select min(d.first_position) from delivery d
            where d.chain_id = changed.chain_id and d.direction = changed.direction
              and d.last_position >= changed.position
          )
        ), null
        from unnest(${keys(sql, changed)}, ${arrayOf(changed.map(({ position }) => position))}::bigint[])
          as changed (chain_id, direction, position)
        union all
        select routed.chain_id, routed.direction, coalesce(processed.last_position, 0) + 1, null
        from unnest(${keys(sql, routes)}) as routed (chain_id, direction)
        left join lateral (
          select d.last_position from delivery d
          where d.chain_id = routed.chain_id and d.direction = routed.direction
          order by d.last_position desc
          limit 1
        ) processed on true
      ) spans
      left join added on added.chain_id = spans.chain_id and added.direction = spans.direction
      cross join lateral (
        select e.chain_id, e.direction, e.position from entry e
        where e.chain_id = spans.chain_id and e.direction = spans.direction
          and e.position between spans.first and least(spans.last, added.position - 1, ${lastPosition})
        offset 0
      ) e
    ),
    route as materialized (
      ${channelRoutes(sql, sql`(select distinct chain_id, direction from touched)`)}
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
      ${entryEvents(sql, sql`e.chain_id`)}
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
    returning e.order_id as "orderId", e.kind`;
}

function keys(sql: TransactionSql, channels: readonly ChannelKey[]) {
  return sql`
    ${arrayOf(channels.map(({ chainId }) => chainId))}::uint64[],
    ${arrayOf(channels.map(({ direction }) => direction))}::channel_direction[]`;
}
