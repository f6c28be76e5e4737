import { nativeToken } from "./nativeToken.ts";

/** What became claimable: payouts, and what deliveries earned, that were refused; and payout fees. */
export const failures = `(
    select chain_id, token, account, amount, block_number, log_index from payout_failed
    union all
    select chain_id, '${nativeToken}'::address, account, amount, block_number, log_index from delivery_credited
    union all
    select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
  )`;

/** What `payment` joins, as columns: status, time, block and transaction. */
export const paymentColumns = `
    case
      when paid.block_number is not null then 'paid'
      when claimed.block_number is not null then 'claimed'
      when failed.block_number is not null then 'failed'
      when rejected.block_number is not null then 'rejected'
      else 'owed'
    end::payout_status,
    coalesce(paid.block_time, claimed.block_time),
    coalesce(paid.block_number, claimed.block_number),
    coalesce(paid.transaction_hash, claimed.transaction_hash)`;

/**
 * Joins, as `pay`, the first Pay entry that follows the event `owed` in its transaction and goes to the same chain, token
 * and account. Entries are looked at in their order, and only those that say so.
 */
export function carrier(token: string, account: string): string {
  return `
    left join lateral (
      select queued.head
      from instruction_pay said
      cross join lateral (
        select q.head, q.contract, q.chain, q.transaction_hash from entry_queued q
        where q.chain_id = said.chain_id and q.block_number = said.block_number and q.log_index = said.log_index
        offset 0
      ) queued
      where said.chain_id = owed.chain_id and said.block_number = owed.block_number
        and said.log_index > owed.log_index and said.token = ${token} and said.account = ${account}
        and queued.transaction_hash = owed.transaction_hash and queued.contract = 'hub' and queued.chain = owed.chain
      order by said.log_index
      limit 1
    ) pay on true`;
}

/** Joins what became of the instruction `pay.head` on the chain `owed.chain`. What was paid neither failed nor was refused. */
export const payment = `
    left join lateral (
      select p.block_time, p.block_number, p.transaction_hash from payout_paid p
      where p.head = pay.head and p.chain_id = owed.chain
      limit 1
    ) paid on true
    left join lateral (
      select p.chain_id, p.token, p.account, p.block_number, p.log_index from payout_failed p
      where paid.block_number is null and p.head = pay.head and p.chain_id = owed.chain
      limit 1
    ) failed on true
    left join lateral (
      -- Claims pay the oldest failure first: this one is paid once they add up to all that had failed until then.
      select c.block_time, c.block_number, c.transaction_hash
      from (
        select c.*, sum(c.amount) over (order by c.block_number, c.log_index) as total
        from (
          -- Found by who claimed, not among all that were claimed on the chain.
          select * from payout_claimed c where c.account = failed.account and c.token = failed.token offset 0
        ) c
        where c.chain_id = failed.chain_id
      ) c
      where failed.block_number is not null and c.total >= (
        select sum(f.amount) from ${failures} f
        where f.chain_id = failed.chain_id and f.token = failed.token and f.account = failed.account
          and (f.block_number, f.log_index) <= (failed.block_number, failed.log_index)
      )
      order by c.block_number, c.log_index
      limit 1
    ) claimed on true
    left join lateral (
      select r.block_number from entry_rejected r
      where paid.block_number is null and failed.block_number is null
        and r.head = pay.head and r.chain_id = owed.chain and r.contract = 'spoke'
      limit 1
    ) rejected on true`;
