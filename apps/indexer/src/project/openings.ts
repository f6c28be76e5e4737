/** Every time that an order was opened, be it by signature. */
export const openings = `(
    select order_id, chain_id, block_time from order_opened
    union all
    select order_id, chain_id, block_time from signed_order_opened
  )`;
