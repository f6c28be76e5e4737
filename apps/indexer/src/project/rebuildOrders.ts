import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";
import { openings } from "./openings.ts";
import { ofToldOrder, toldOrder } from "./toldOrder.ts";

export const orderColumns = `
  order_id, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable, leg_count,
  call_count, opened_at, decision, decided_at, decided_block_number, decided_transaction_hash`;

/** Orders by the ids of `touched`, from everything that tells of them: as `orderColumns` names them. */
export const orderRows = `
    select
      touched.order_id,
      said."user",
      said.nonce,
      said.open_deadline,
      said.fill_deadline,
      said.solver,
      said.exclusive_until,
      said.pooled,
      said.cancellable,
      case when said."user" is not null then (
        select count(*) from (${ofToldOrder("_legs", "position")}) legs
      ) end,
      case when said."user" is not null then (
        select case when told.source in ('order_settled', 'order_aborted') then nullif(count(*), 0) else count(*) end
        from (${ofToldOrder("_calls", "position")}) calls
      ) end,
      (select min(o.block_time) from ${openings} o where o.order_id = touched.order_id),
      coalesce(decided.decision, 'undecided')::decision,
      decided.block_time,
      decided.block_number,
      decided.transaction_hash
    from touched
    left join lateral ${toldOrder} on true
    left join lateral (
      ${ofToldOrder("", `"user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable`)}
    ) said on true
    left join lateral (
      select 'commit' as decision, block_time, block_number, transaction_hash
      from order_settled o where o.order_id = touched.order_id
      union all
      select 'abort', block_time, block_number, transaction_hash
      from order_aborted o where o.order_id = touched.order_id
      limit 1
    ) decided on true
    where said."user" is not null
      or exists (select from entry e where e.order_id = touched.order_id)
      or exists (select from call_executed c where c.order_id = touched.order_id)
      or exists (select from call_failed c where c.order_id = touched.order_id)`;

/** Rebuilds orders from everything that tells of them. None of them may be left over from events that are gone. */
export async function rebuildOrders(sql: TransactionSql, orderIds: ReadonlySet<string>): Promise<void> {
  if (orderIds.size === 0) return;
  await sql`
    with touched as (select * from unnest(${arrayOf(orderIds)}::bytes32[]) as touched (order_id))
    insert into "order" (${sql.unsafe(orderColumns)})
    ${sql.unsafe(orderRows)}
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
      call_count = excluded.call_count,
      opened_at = excluded.opened_at,
      decision = excluded.decision,
      decided_at = excluded.decided_at,
      decided_block_number = excluded.decided_block_number,
      decided_transaction_hash = excluded.decided_transaction_hash
    where "order" is distinct from excluded`;
}
