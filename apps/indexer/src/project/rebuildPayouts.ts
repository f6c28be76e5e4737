import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";
import { payment, paymentColumns } from "./payment.ts";

export const payoutColumns = `
  owed_block_number, owed_log_index, order_id, leg, kind, chain, token, account, amount, owed_at,
  owed_transaction_hash, head, status, paid_at, paid_block_number, paid_transaction_hash`;

/** The payouts of the orders of `touched`: as `payoutColumns` names them. */
export const payoutRows = `
    select
      owed.block_number,
      owed.log_index,
      owed.order_id,
      owed.leg,
      (enum_range(null::payout_kind))[owed.kind + 1],
      owed.chain,
      owed.token,
      owed.account,
      owed.amount,
      owed.block_time,
      owed.transaction_hash,
      pay.head,
      ${paymentColumns}
    from touched
    join payout_owed owed on owed.order_id = touched.order_id
    left join lateral (
      select queued.head
      from entry_queued queued
      join instruction_pay pay using (chain_id, block_number, log_index)
      where queued.chain_id = owed.chain_id and queued.block_number = owed.block_number
        and queued.log_index > owed.log_index and queued.transaction_hash = owed.transaction_hash
        and queued.contract = 'hub' and queued.chain = owed.chain
        and pay.token = owed.token and pay.account = owed.account
      order by queued.log_index
      limit 1
    ) pay on true
    ${payment}`;

/**
 * Rebuilds the payouts of orders. All that one transaction owes to one account in one token on one chain is carried by
 * the first Pay entry to it that follows.
 */
export async function rebuildPayouts(sql: TransactionSql, orderIds: ReadonlySet<string>): Promise<void> {
  if (orderIds.size === 0) return;
  await sql`
    with touched as (select * from unnest(${arrayOf(orderIds)}::bytes32[]) as touched (order_id))
    insert into payout (${sql.unsafe(payoutColumns)})
    ${sql.unsafe(payoutRows)}
    on conflict (owed_block_number, owed_log_index) do update set
      order_id = excluded.order_id,
      leg = excluded.leg,
      kind = excluded.kind,
      chain = excluded.chain,
      token = excluded.token,
      account = excluded.account,
      amount = excluded.amount,
      owed_at = excluded.owed_at,
      owed_transaction_hash = excluded.owed_transaction_hash,
      head = excluded.head,
      status = excluded.status,
      paid_at = excluded.paid_at,
      paid_block_number = excluded.paid_block_number,
      paid_transaction_hash = excluded.paid_transaction_hash
    where payout is distinct from excluded`;
}
