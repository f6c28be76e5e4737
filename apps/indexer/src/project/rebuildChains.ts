import type { TransactionSql } from "postgres";
import { arrayOf, type ChannelKey } from "./Changes.ts";
import { hubRoute } from "./hubRoute.ts";

/** Rebuilds what the hub knows of the chains of channels, which are rebuilt already. */
export async function rebuildChains(
  sql: TransactionSql,
  channels: readonly ChannelKey[],
  hubChainId: bigint,
): Promise<void> {
  if (channels.length === 0) return;
  const chainIds = arrayOf(new Set(channels.map(({ chainId }) => chainId)));
  await sql`
    insert into chain (chain_id, watermark, gateway, spoke)
    select
      touched.chain_id,
      coalesce(latest.timestamp, 0),
      hub_route.new_gateway,
      hub_route.new_counterpart
    from unnest(${chainIds}::uint64[]) as touched (chain_id)
    left join lateral (
      -- The hub takes the time of a well-formed report even where it rejects what the report says.
      select e.timestamp from entry e
      where e.chain_id = touched.chain_id and e.direction = 'report' and e.delivered_at is not null
        and e.timestamp is not null
      order by e.timestamp desc
      limit 1
    ) latest on true
    ${hubRoute(sql, hubChainId)}
    where exists (select from channel c where c.chain_id = touched.chain_id)
    on conflict (chain_id) do update set
      watermark = excluded.watermark,
      gateway = excluded.gateway,
      spoke = excluded.spoke
    where chain is distinct from excluded`;
}
