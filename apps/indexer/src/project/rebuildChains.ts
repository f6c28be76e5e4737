import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";
import { hubRoute } from "./hubRoute.ts";

/** Rebuilds what is known of spokes' chains, whose channels are rebuilt already. */
export async function rebuildChains(
  sql: TransactionSql,
  chainIds: ReadonlySet<string>,
  hubChainId: bigint,
): Promise<void> {
  if (chainIds.size === 0) return;
  const byHub = sql`h.chain_id = ${`${hubChainId}`} and h.chain = touched.chain_id`;
  await sql`
    insert into chain (
      chain_id, watermark, heard_at, gas_price, gateway, spoke, retired, accepting, entry_fee, configured_at,
      configuration_pending, fee_minimum, fee_maximum, fee_rate, spoke_accepting, spoke_entry_fee, opens_paused,
      fills_paused, wrapped_native
    )
    select
      touched.chain_id,
      coalesce(latest.timestamp, 0),
      heard.delivered_at,
      coalesce(heartbeat.gas_price, 0),
      hub_route.new_gateway,
      hub_route.new_counterpart,
      -- Only a new route has the spoke of a retired chain accept again.
      coalesce(retired.block_number is not null and not told.accepting, false),
      coalesce(told.accepting, false),
      coalesce(told.entry_fee, 0),
      told.block_time,
      coalesce(instruction.position is not null and instruction.delivered_at is null, false),
      coalesce(policy.new_policy_minimum, 0),
      coalesce(policy.new_policy_maximum, 0),
      coalesce(policy.new_policy_rate, 0),
      coalesce(configured.accepting, false),
      coalesce(configured.entry_fee, 0),
      coalesce(pauses.opens, false),
      coalesce(pauses.fills, false),
      wrapped.token
    from unnest(${arrayOf(chainIds)}::uint64[]) as touched (chain_id)
    left join lateral (
      -- The hub takes the time of a well-formed report even where it rejects what the report says.
      select e.timestamp from entry e
      where e.chain_id = touched.chain_id and e.direction = 'report' and e.delivered_at is not null
        and e.timestamp is not null
      order by e.timestamp desc
      limit 1
    ) latest on true
    left join lateral (
      select d.delivered_at from delivery d
      where d.chain_id = touched.chain_id and d.direction = 'report'
      order by d.last_position desc
      limit 1
    ) heard on true
    left join lateral (
      select e.gas_price from entry e
      where e.chain_id = touched.chain_id and e.kind = 'heartbeat' and e.delivered_at is not null
      order by e.position desc
      limit 1
    ) heartbeat on true
    left join lateral (
      select e.position, e.delivered_at from entry e
      where e.chain_id = touched.chain_id and e.kind = 'configure'
      order by e.position desc
      limit 1
    ) instruction on true
    left join lateral (
      select h.accepting, h.entry_fee, h.block_time from spoke_configured h
      where ${byHub}
      order by h.block_number desc, h.log_index desc
      limit 1
    ) told on true
    left join lateral (
      select h.block_number from chain_retired h
      where ${byHub}
      limit 1
    ) retired on true
    left join lateral (
      select h.new_policy_minimum, h.new_policy_maximum, h.new_policy_rate from fee_policy_set h
      where ${byHub}
      order by h.block_number desc, h.log_index desc
      limit 1
    ) policy on true
    left join lateral (
      select s.accepting, s.entry_fee from configured s
      where s.chain_id = touched.chain_id
      order by s.block_number desc, s.log_index desc
      limit 1
    ) configured on true
    left join lateral (
      select s.opens, s.fills from pauses_set s
      where s.chain_id = touched.chain_id
      order by s.block_number desc, s.log_index desc
      limit 1
    ) pauses on true
    left join lateral (
      select s.token from wrapped_native_set s
      where s.chain_id = touched.chain_id
      order by s.block_number desc, s.log_index desc
      limit 1
    ) wrapped on true
    ${hubRoute(sql, hubChainId)}
    where exists (select from channel c where c.chain_id = touched.chain_id)
      or coalesce(told.block_time, policy.new_policy_minimum, retired.block_number) is not null
      or coalesce(configured.accepting, pauses.opens) is not null
      or wrapped.token is not null
    on conflict (chain_id) do update set
      watermark = excluded.watermark,
      heard_at = excluded.heard_at,
      gas_price = excluded.gas_price,
      gateway = excluded.gateway,
      spoke = excluded.spoke,
      retired = excluded.retired,
      accepting = excluded.accepting,
      entry_fee = excluded.entry_fee,
      configured_at = excluded.configured_at,
      configuration_pending = excluded.configuration_pending,
      fee_minimum = excluded.fee_minimum,
      fee_maximum = excluded.fee_maximum,
      fee_rate = excluded.fee_rate,
      spoke_accepting = excluded.spoke_accepting,
      spoke_entry_fee = excluded.spoke_entry_fee,
      opens_paused = excluded.opens_paused,
      fills_paused = excluded.fills_paused,
      wrapped_native = excluded.wrapped_native
    where chain is distinct from excluded`;
}
