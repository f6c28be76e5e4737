import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";
import { ofToldOrder, toldOrder } from "./toldOrder.ts";

/** Rebuilds the calls of orders. None of them may be left over from events that are gone. */
export async function rebuildCalls(sql: TransactionSql, orderIds: ReadonlySet<string>): Promise<void> {
  if (orderIds.size === 0) return;
  await sql`
    insert into call (
      order_id, chain_id, gas, fallback_recipient, calls, status, ran_at, ran_block_number, ran_transaction_hash
    )
    -- No spoke takes an order that has two on one chain, but who decides an order that was opened nowhere may show one.
    select distinct on (c.order_id, c.chain_id)
      c.order_id,
      c.chain_id,
      c.gas,
      c.fallback_recipient,
      c.calls,
      coalesce(ran.status, 'pending')::call_status,
      ran.block_time,
      ran.block_number,
      ran.transaction_hash
    from (
      select touched.order_id, calls.*
      from unnest(${arrayOf(orderIds)}::bytes32[]) as touched (order_id)
      cross join lateral ${sql.unsafe(toldOrder)}
      cross join lateral (
        ${sql.unsafe(ofToldOrder("_calls", "position, chain as chain_id, gas, fallback_recipient, calls"))}
      ) calls
      union all
      select touched.order_id, null, outcome.chain_id, null, null, null
      from unnest(${arrayOf(orderIds)}::bytes32[]) as touched (order_id)
      cross join lateral (
        select chain_id from call_executed where order_id = touched.order_id
        union all
        select chain_id from call_failed where order_id = touched.order_id
      ) outcome
    ) c
    left join lateral (
      select 'executed' as status, block_time, block_number, log_index, transaction_hash
      from call_executed r where r.order_id = c.order_id and r.chain_id = c.chain_id
      union all
      select 'failed', block_time, block_number, log_index, transaction_hash
      from call_failed r where r.order_id = c.order_id and r.chain_id = c.chain_id
      order by block_number, log_index
      limit 1
    ) ran on true
    order by c.order_id, c.chain_id, c.position nulls last
    on conflict (order_id, chain_id) do update set
      gas = excluded.gas,
      fallback_recipient = excluded.fallback_recipient,
      calls = excluded.calls,
      status = excluded.status,
      ran_at = excluded.ran_at,
      ran_block_number = excluded.ran_block_number,
      ran_transaction_hash = excluded.ran_transaction_hash
    where call is distinct from excluded`;
}
