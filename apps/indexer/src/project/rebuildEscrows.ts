import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";
import { openings } from "./openings.ts";

/** Rebuilds what chains have reported of orders, as the hub keeps it. */
export async function rebuildEscrows(sql: TransactionSql, orderIds: ReadonlySet<string>): Promise<void> {
  if (orderIds.size === 0) return;
  await sql`
    insert into escrow (
      order_id, chain_id, opened_count, reported_count, released_count, pending_fee, cancelled
    )
    select
      told.order_id,
      told.chain_id,
      opened.count,
      reported.count,
      reported.released_count,
      reported.pending_fee,
      exists (
        select from entry e
        where e.order_id = told.order_id and e.kind = 'cancelled' and e.chain_id = told.chain_id
          and e.delivered_at is not null
        offset 0
      )
    from (
      select touched.order_id, chains.chain_id
      from unnest(${arrayOf(orderIds)}::bytes32[]) as touched (order_id)
      cross join lateral (
        select o.chain_id from ${sql.unsafe(openings)} o where o.order_id = touched.order_id
        union
        select e.chain_id from entry e where e.order_id = touched.order_id and e.kind in ('escrowed', 'cancelled')
      ) chains
    ) told
    cross join lateral (
      select count(*) from ${sql.unsafe(openings)} o where o.order_id = told.order_id and o.chain_id = told.chain_id
    ) opened
    -- A settlement or refund takes all that was reported before; the settlement one of the escrows, be it to the ledger.
    left join lateral (
      select taken.block_number, taken.log_index
      from (
        select s.block_number, s.log_index
        from order_settled s
        where s.order_id = told.order_id and exists (
          select from order_settled_legs l
          where l.chain_id = s.chain_id and l.block_number = s.block_number and l.log_index = s.log_index
            and l.origin_chain = told.chain_id
        )
        union all
        select p.block_number, p.log_index from payout_owed p
        where p.order_id = told.order_id and p.chain = told.chain_id and p.kind = 2
      ) taken
      order by taken.block_number desc, taken.log_index desc
      limit 1
    ) released on true
    left join lateral (
      select p.block_number, p.log_index from payout_owed p
      where p.order_id = told.order_id and p.chain = told.chain_id and p.kind = 2
      order by p.block_number desc, p.log_index desc
      limit 1
    ) refunded on true
    cross join lateral (
      select
        count(*) as count,
        greatest(
          count(*) filter (
            where (e.delivered_block_number, e.delivered_log_index) < (refunded.block_number, refunded.log_index)
          ),
          case when released.block_number is null then 0 else 1 end
        ) as released_count,
        -- Three eighths were the deliverer's at once.
        coalesce(sum(e.fee - div(e.fee * 3, 8)) filter (
          where released.block_number is null
            or (e.delivered_block_number, e.delivered_log_index) > (released.block_number, released.log_index)
        ), 0) as pending_fee
      from entry e
      where e.order_id = told.order_id and e.kind = 'escrowed' and e.chain_id = told.chain_id
        and e.delivered_at is not null
    ) reported
    on conflict (order_id, chain_id) do update set
      opened_count = excluded.opened_count,
      reported_count = excluded.reported_count,
      released_count = excluded.released_count,
      pending_fee = excluded.pending_fee,
      cancelled = excluded.cancelled
    where escrow is distinct from excluded`;
}
