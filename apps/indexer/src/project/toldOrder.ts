import type { TransactionSql } from "postgres";

/**
 * Joins, as `told`, the event that tells best of the order `touched.order_id`: which kind it is, and its key. The id is
 * the hash of the order, so that whoever tells of it tells the same; but who decides an order may leave its calls out.
 */
export function toldOrder(sql: TransactionSql) {
  const sources = eventsOfOrders.map(
    (source) => sql`(
      select ${source}::text as source, o.chain_id, o.block_number, o.log_index
      from ${sql(source)} o
      where o.order_id = touched.order_id
      limit 1
    )`,
  );
  return sql`(
    ${sources.reduce((all, next) => sql`${all} union all ${next}`)}
    limit 1
  ) told`;
}

/** Selects from what belongs to `told`, of whichever kind it is. */
export function ofToldOrder(sql: TransactionSql, part: "" | "_legs" | "_calls", columns: string) {
  const sources = eventsOfOrders.map(
    (source) => sql`
      select ${sql.unsafe(columns)}
      from ${sql(source + part)} t
      where told.source = ${source} and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index`,
  );
  return sources.reduce((all, next) => sql`${all} union all ${next}`);
}

/** Events that hold a whole order, the hub's last. */
const eventsOfOrders = [
  "order_opened",
  "signed_order_opened",
  "output_held",
  "order_settled",
  "order_aborted",
] as const;
