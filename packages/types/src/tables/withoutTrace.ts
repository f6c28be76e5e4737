/**
 * Condition on orders `o`: committed in the transaction that delivered their reports, none of which was known before, and
 * no escrow of which came twice. The hub has written nothing of them: what is escrowed again later is, to the hub, an order
 * that nobody fills.
 */
export const isWithoutTrace = `
    o.decision = 'commit' and not o.pooled
    and not exists (
      select from entry e
      join order_settled s on s.order_id = e.order_id
      where e.order_id = o.order_id and e.kind in ('escrowed', 'filled')
        and e.delivered_transaction_hash <> o.decided_transaction_hash
        and (e.delivered_block_number, e.delivered_log_index) < (s.block_number, s.log_index)
    )
    and not exists (
      select from entry e
      where e.order_id = o.order_id and e.kind = 'escrowed'
        and e.delivered_transaction_hash = o.decided_transaction_hash
      group by e.chain_id
      having count(*) > 1
    )`;
