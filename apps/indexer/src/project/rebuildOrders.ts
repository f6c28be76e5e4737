import type { TransactionSql } from "postgres";
import { arrayOf, type TouchedOrders } from "./Changes.ts";
import { openings } from "./openings.ts";
import { ofToldOrder, toldOrder } from "./toldOrder.ts";

export const orderColumns = `
  order_id, "user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable, leg_count,
  call_count, opened_at, decision, decided_at, decided_block_number, decided_transaction_hash`;

/** Orders by the ids of `touched`, from everything that tells of them: as `orderColumns` names them. */
export const orderRows = `
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
      case when told."user" is not null then (
        select count(*) from (${ofToldOrder("_legs", "position")}) legs
      ) end,
      case when told."user" is not null then (
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
      select 'commit' as decision, block_time, block_number, transaction_hash
      from order_settled o where o.order_id = touched.order_id
      union all
      select 'abort', block_time, block_number, transaction_hash
      from order_aborted o where o.order_id = touched.order_id
      limit 1
    ) decided on true
    where told."user" is not null
      or exists (select from entry e where e.order_id = touched.order_id offset 0)
      or exists (select from call_executed c where c.order_id = touched.order_id offset 0)
      or exists (select from call_failed c where c.order_id = touched.order_id offset 0)`;

/**
 * Rebuilds orders that events tell of, and adds those that are named for the first time. None of them may be left over
 * from events that are gone.
 */
export async function rebuildOrders(
  sql: TransactionSql,
  { named, told }: Pick<TouchedOrders, "named" | "told">,
): Promise<void> {
  if (named.size === 0) return;
  await sql`
    with touched as (
      select * from unnest(${arrayOf(told)}::bytes32[]) as told (order_id)
      union all
      select * from unnest(${arrayOf(named.difference(told))}::bytes32[]) as named (order_id)
      -- As everywhere, the offset has each row looked up along an index, never the whole table read.
      where not exists (select from "order" o where o.order_id = named.order_id offset 0)
    )
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
