/** Events that hold a whole order, the hub's last. */
const eventsOfOrders = ["order_opened", "signed_order_opened", "output_held", "order_settled", "order_aborted"];

/** What they say of it, besides legs and calls. */
const saidColumns = `"user", nonce, open_deadline, fill_deadline, solver, exclusive_until, pooled, cancellable`;

/**
 * Joins, as `told`, the event that tells best of the order `touched.order_id`: which kind it is, its key, and what it
 * says. The id is the hash of the order, so that whoever tells of it tells the same; but who decides an order may leave its calls out.
 */
export const toldOrder = `(
    ${eventsOfOrders
      .map(
        (source) => `(
      select '${source}' as source, o.chain_id, o.block_number, o.log_index, ${saidColumns}
      from ${source} o
      where o.order_id = touched.order_id
      limit 1
    )`,
      )
      .join(" union all ")}
    limit 1
  ) told`;

/** Selects from what belongs to `told`, of whichever kind it is. */
export function ofToldOrder(part: "_legs" | "_calls", columns: string): string {
  return eventsOfOrders
    .map(
      (source) => `
      select ${columns}
      from ${source}${part} t
      where told.source = '${source}' and t.chain_id = told.chain_id and t.block_number = told.block_number
        and t.log_index = told.log_index`,
    )
    .join(" union all ");
}
