import { nativeToken } from "./nativeToken.ts";

/** What became claimable: payouts, and what deliveries earned, that were refused. */
export const failures = `(
    select chain_id, token, account, amount, block_number, log_index from payout_failed
    union all
    select chain_id, '${nativeToken}'::address, account, amount, block_number, log_index from delivery_credited
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

/** Joins what became of the instruction `pay.head` on the chain `owed.chain`. */
export const payment = `
    left join lateral (
      select p.* from payout_paid p
      where p.head = pay.head and p.chain_id = owed.chain
      limit 1
    ) paid on true
    left join lateral (
      select p.* from payout_failed p
      where p.head = pay.head and p.chain_id = owed.chain
      limit 1
    ) failed on true
    left join lateral (
      -- Claims pay the oldest failure first: this one is paid once they add up to all that had failed until then.
      select c.block_time, c.block_number, c.transaction_hash
      from (
        select c.*, sum(c.amount) over (order by c.block_number, c.log_index) as total
        from payout_claimed c
        where c.chain_id = failed.chain_id and c.token = failed.token and c.account = failed.account
      ) c
      where c.total >= (
        select sum(f.amount) from ${failures} f
        where f.chain_id = failed.chain_id and f.token = failed.token and f.account = failed.account
          and (f.block_number, f.log_index) <= (failed.block_number, failed.log_index)
      )
      order by c.block_number, c.log_index
      limit 1
    ) claimed on true
    left join lateral (
      select r.block_number from entry_rejected r
      where r.head = pay.head and r.chain_id = owed.chain and r.contract = 'spoke'
      limit 1
    ) rejected on true`;
