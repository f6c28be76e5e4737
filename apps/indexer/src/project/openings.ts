import type { TransactionSql } from "postgres";

/** Every time that an order was opened, be it by signature. */
export function openings(sql: TransactionSql) {
  return sql`(
    select order_id, chain_id, block_time from order_opened
    union all
    select order_id, chain_id, block_time from signed_order_opened
  )`;
}
