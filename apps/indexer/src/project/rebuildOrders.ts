import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";

/** Rebuilds orders from everything that tells of them. None of them may be left over from events that are gone. */
export async function rebuildOrders(sql: TransactionSql, orderIds: ReadonlySet<string>): Promise<void> {
  if (orderIds.size === 0) return;
  await sql`
    insert into "order" (
      order_id, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable,
      leg_count, opened_at, decision, decided_at, decided_block_number, decided_transaction_hash
    )
    select
      touched.order_id,
      told."user",
      told.nonce,
      told.open_deadline,
      told.fill_deadline,
      told.solver,
      told.exclusive_until,
      told.pooled,
      told.cancellable,
      told.leg_count,
      (select min(block_time) from order_opened o where o.order_id = touched.order_id),
      coalesce(decided.decision, 'undecided')::decision,
      decided.block_time,
      decided.block_number,
      decided.transaction_hash
    from unnest(${arrayOf(orderIds)}::bytes32[]) as touched (order_id)
    left join lateral (
      (
        select o."user", o.nonce, o.open_deadline, o.fill_deadline, o.solver, o.exclusive_until, o.pooled,
          o.cancellable, (
            select count(*) from order_opened_legs l
            where l.chain_id = o.chain_id and l.block_number = o.block_number and l.log_index = o.log_index
          ) as leg_count
        from order_opened o
        where o.order_id = touched.order_id
        limit 1
      )
      union all
      (
        select o."user", o.nonce, o.open_deadline, o.fill_deadline, o.solver, o.exclusive_until, o.pooled,
          o.cancellable, (
            select count(*) from order_settled_legs l
            where l.chain_id = o.chain_id and l.block_number = o.block_number and l.log_index = o.log_index
          )
        from order_settled o
        where o.order_id = touched.order_id
        limit 1
      )
      union all
      (
        select o."user", o.nonce, o.open_deadline, o.fill_deadline, o.solver, o.exclusive_until, o.pooled,
          o.cancellable, (
            select count(*) from order_aborted_legs l
            where l.chain_id = o.chain_id and l.block_number = o.block_number and l.log_index = o.log_index
          )
        from order_aborted o
        where o.order_id = touched.order_id
        limit 1
      )
      -- The id is the hash of the order: whoever tells of it tells the same.
      limit 1
    ) told on true
    left join lateral (
      select 'commit' as decision, block_time, block_number, transaction_hash
      from order_settled o where o.order_id = touched.order_id
      union all
      select 'abort', block_time, block_number, transaction_hash
      from order_aborted o where o.order_id = touched.order_id
      limit 1
    ) decided on true
    where told."user" is not null
      or exists (select from entry e where e.order_id = touched.order_id)
    on conflict (order_id) do update set
      "user" = excluded."user",
      nonce = excluded.nonce,
      open_deadline = excluded.open_deadline,
      fill_deadline = excluded.fill_deadline,
      solver = excluded.solver,
      exclusive_until = excluded.exclusive_until,
      pooled = excluded.pooled,
      cancellable = excluded.cancellable,
      leg_count = excluded.leg_count,
      opened_at = excluded.opened_at,
      decision = excluded.decision,
      decided_at = excluded.decided_at,
      decided_block_number = excluded.decided_block_number,
      decided_transaction_hash = excluded.decided_transaction_hash
    where "order" is distinct from excluded`;
}
