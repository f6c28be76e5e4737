import type { TransactionSql } from "postgres";
import { arrayOf, type ChannelKey } from "./Changes.ts";
import { hubRoute } from "./hubRoute.ts";

/** Rebuilds channels from entries and deliveries that are up to date. */
export async function rebuildChannels(
  sql: TransactionSql,
  channels: readonly ChannelKey[],
  hubChainId: bigint,
): Promise<void> {
  if (channels.length === 0) return;
  await sql`
    insert into channel (
      chain_id, direction, queued_count, queued_head, dispatched_count, dispatched_head, accepted_count,
      accepted_head, processed_count, processed_head, sender_gateway, receiver_gateway
    )
    select
      touched.chain_id,
      touched.direction,
      coalesce(queued.position, 0),
      queued.head,
      coalesce(dispatched.position, 0),
      dispatched.head,
      coalesce(accepted.position, 0),
      accepted.head,
      coalesce(processed.position, 0),
      processed.head,
      case touched.direction when 'report' then spoke_route.new_gateway else hub_route.new_gateway end,
      case touched.direction when 'report' then hub_route.new_gateway else spoke_route.new_gateway end
    from unnest(
      ${arrayOf(channels.map(({ chainId }) => chainId))}::uint64[],
      ${arrayOf(channels.map(({ direction }) => direction))}::channel_direction[]
    ) as touched (chain_id, direction)
    left join lateral (
      select e.position, e.head from entry e
      where e.chain_id = touched.chain_id and e.direction = touched.direction
      order by e.position desc
      limit 1
    ) queued on true
    left join lateral (
      select d.last_position as position, d.head_after as head from delivery d
      where d.chain_id = touched.chain_id and d.direction = touched.direction
      order by d.last_position desc
      limit 1
    ) processed on true
    -- What was processed was accepted, and what was accepted was dispatched, be it over an earlier route.
    cross join lateral (
      select latest.position, latest.head
      from (
        select processed.position, processed.head, 1 as rank
        union all
        (
          select e.position, e.head, 0 from entry e
          where e.chain_id = touched.chain_id and e.direction = touched.direction and e.accepted_at is not null
          order by e.position desc
          limit 1
        )
      ) latest
      order by latest.position desc nulls last, latest.rank
      limit 1
    ) accepted
    cross join lateral (
      select latest.position, latest.head
      from (
        select accepted.position, accepted.head, 1 as rank
        union all
        (
          select e.position, e.head, 0 from entry e
          where e.chain_id = touched.chain_id and e.direction = touched.direction and e.dispatched_at is not null
          order by e.position desc
          limit 1
        )
      ) latest
      order by latest.position desc nulls last, latest.rank
      limit 1
    ) dispatched
    left join lateral (
      select r.new_gateway
      from route_set r
      where r.chain_id = touched.chain_id and r.contract = 'spoke'
      order by r.block_number desc, r.log_index desc
      limit 1
    ) spoke_route on true
    ${hubRoute(sql, hubChainId)}
    where queued.position is not null
      or processed.position is not null
      or spoke_route.new_gateway is not null
      or hub_route.new_gateway is not null
    on conflict (chain_id, direction) do update set
      queued_count = excluded.queued_count,
      queued_head = excluded.queued_head,
      dispatched_count = excluded.dispatched_count,
      dispatched_head = excluded.dispatched_head,
      accepted_count = excluded.accepted_count,
      accepted_head = excluded.accepted_head,
      processed_count = excluded.processed_count,
      processed_head = excluded.processed_head,
      sender_gateway = excluded.sender_gateway,
      receiver_gateway = excluded.receiver_gateway
    where channel is distinct from excluded`;
}
