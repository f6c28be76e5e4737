import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";
import { openings } from "./openings.ts";
import { settled } from "./settled.ts";
import { ofToldOrder, toldOrder } from "./toldOrder.ts";

export const legColumns = `
  order_id, position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount,
  recipient, escrow_count, escrowed_at, escrow_reported_count, escrow_released_count, filled_at, hold, solver,
  repayment_account, repayment_ledger_account, repayment_chain, repayment_max_fee, fill_fee, filled_block_number,
  filled_transaction_hash, fill_reported, returned, fill_fee_released, status, cancelled_at,
  cancelled_block_number, cancelled_transaction_hash, cancel_reported`;

/** The legs of the orders of `touched`: as `legColumns` names them. */
export const legRows = `
      select
        l.order_id,
        l.position,
        l.origin_chain,
        l.input_token,
        l.input_amount,
        l.destination_chain,
        l.output_token,
        l.output_amount,
        l.recipient,
        escrowed.count,
        escrowed.first_time,
        reported.escrow_count,
        case
          when l.input_amount = 0 then reported.escrow_count
          else settled.count + coalesce(div(owed.refunded, l.input_amount), 0)
        end,
        coalesce(filled.timestamp, pooled.block_time),
        coalesce(filled.hold, case when pooled.account is not null then false end),
        coalesce(filled.solver, pooled.account),
        filled.repayment_account,
        filled.repayment_ledger_account,
        filled.repayment_chain,
        filled.repayment_max_fee,
        filled.fee,
        coalesce(filled.queued_block_number, pooled.block_number),
        coalesce(filled.queued_transaction_hash, pooled.transaction_hash),
        coalesce(filled.delivered_at is not null and filled.rejected_reason is null, false),
        owed.returned,
        settled.count > 0 or owed.returned or exists (
          select from fill_released r where r.order_id = l.order_id and r.leg = l.position offset 0
        ),
        case
          when filled.position is not null or pooled.account is not null then 'filled'
          when cancelled.position is not null then 'cancelled'
          else 'unfilled'
        end::leg_status,
        cancelled.timestamp,
        cancelled.queued_block_number,
        cancelled.queued_transaction_hash,
        cancelled.delivered_at is not null
      from (
        select touched.order_id, legs.*
        from touched
        left join lateral ${toldOrder} on true
        cross join lateral (
          ${ofToldOrder(
            "_legs",
            "position, origin_chain, input_token, input_amount, destination_chain, output_token, output_amount, recipient",
          )}
          union all
          -- An order that nobody has told of yet: the legs that were filled.
          (
            select distinct
              e.leg::integer, null::uint64, null::address, null::uint256, null::uint64, null::bytes32, null::uint256,
              null::bytes32
            from entry e
            where told.source is null and e.order_id = touched.order_id and e.kind = 'filled'
          )
        ) legs
      ) l
      cross join lateral (
        select count(*), min(o.block_time) as first_time
        from ${openings} o
        where o.order_id = l.order_id and o.chain_id = l.origin_chain
      ) escrowed
      -- Most legs have one fill and no cancellation: the entries are read once to see what there is to look for.
      cross join lateral (
        select
          count(*) filter (
            where e.kind = 'escrowed' and e.chain_id = l.origin_chain and e.delivered_at is not null
          ) as escrow_count,
          count(*) filter (where e.kind = 'filled' and e.leg = l.position) as fill_count,
          count(*) filter (where e.kind = 'cancelled') as cancellation_count
        from entry e
        where e.order_id = l.order_id
      ) reported
      left join lateral (
        select e.*
        from entry e
        where reported.fill_count > 0
          and e.order_id = l.order_id and e.kind = 'filled' and e.leg = l.position
          and (l.destination_chain is null or e.chain_id = l.destination_chain)
        order by e.chain_id, e.position
        limit 1
      ) filled on true
      left join lateral (
        select e.*
        from entry e
        where reported.cancellation_count > 0
          and e.order_id = l.order_id and e.kind = 'cancelled' and e.chain_id = l.destination_chain
        order by e.position
        limit 1
      ) cancelled on true
      -- At the hub, legs are filled in their order.
      left join lateral (
        select c.block_time, c.block_number, c.transaction_hash, c.account
        from custody_left c
        where c.cause = l.order_id and c.kind = 2
        order by c.block_number, c.log_index
        offset l.position
        limit 1
      ) pooled on true
      -- A settlement pays every leg's input once, be it to a ledger account.
      cross join lateral (
        select count(*) from (select from order_settled o where o.order_id = l.order_id limit 1) settled
      ) settled
      cross join lateral (
        select
          sum(p.amount) filter (where p.kind = 2) as refunded,
          count(*) filter (where p.kind = 3) > 0 as returned
        from payout_owed p
        where p.order_id = l.order_id and p.leg = l.position
      ) owed`;

/** Rebuilds the legs of orders, which are rebuilt already. */
export async function rebuildLegs(sql: TransactionSql, orderIds: ReadonlySet<string>): Promise<void> {
  if (orderIds.size === 0) return;
  const touched = sql`unnest(${arrayOf(orderIds)}::bytes32[]) as touched (order_id)`;
  await settled([
    // A report may have told of a leg that the order, once known, does not have.
    sql`
      delete from leg
      using "order" o
      where o.order_id in (select order_id from ${touched})
        and leg.order_id = o.order_id and leg.position >= o.leg_count`,
    sql`
      with touched as (select * from ${touched})
      insert into leg (${sql.unsafe(legColumns)})
      ${sql.unsafe(legRows)}
      on conflict (order_id, position) do update set
        origin_chain = excluded.origin_chain,
        input_token = excluded.input_token,
        input_amount = excluded.input_amount,
        destination_chain = excluded.destination_chain,
        output_token = excluded.output_token,
        output_amount = excluded.output_amount,
        recipient = excluded.recipient,
        escrow_count = excluded.escrow_count,
        escrowed_at = excluded.escrowed_at,
        escrow_reported_count = excluded.escrow_reported_count,
        escrow_released_count = excluded.escrow_released_count,
        filled_at = excluded.filled_at,
        hold = excluded.hold,
        solver = excluded.solver,
        repayment_account = excluded.repayment_account,
        repayment_ledger_account = excluded.repayment_ledger_account,
        repayment_chain = excluded.repayment_chain,
        repayment_max_fee = excluded.repayment_max_fee,
        fill_fee = excluded.fill_fee,
        filled_block_number = excluded.filled_block_number,
        filled_transaction_hash = excluded.filled_transaction_hash,
        fill_reported = excluded.fill_reported,
        returned = excluded.returned,
        fill_fee_released = excluded.fill_fee_released,
        status = excluded.status,
        cancelled_at = excluded.cancelled_at,
        cancelled_block_number = excluded.cancelled_block_number,
        cancelled_transaction_hash = excluded.cancelled_transaction_hash,
        cancel_reported = excluded.cancel_reported
      where leg is distinct from excluded`,
  ]);
}
