import type { Sql, TransactionSql } from "postgres";
import { inTokenUnit } from "../project/inTokenUnit.ts";

/**
 * Adds up the ledger's books: for each asset, custody over chains must be ledger balances, local balances and the reserve,
 * and the supply of its vault's shares what accounts have of them; each event's debits must be its credits; nothing may be
 * below zero; what was rebated, within what was charged; and what leaves custody for a payout, what that pays and its fee.
 *
 * @returns One line each for what is not so.
 */
export async function findImbalances(sql: Sql | TransactionSql): Promise<string[]> {
  const assets = await sql<Record<"asset" | "custody" | "owed" | "supply" | "shares" | "repayment", string>[]>`
    select
      asset,
      coalesce(sum(amount) filter (where side = 'custody'), 0) as custody,
      coalesce(sum(amount) filter (where side in ('ledger', 'local', 'reserve')), 0) as owed,
      coalesce(sum(amount) filter (where side = 'repayment'), 0) as repayment,
      coalesce(sum(amount) filter (where side = 'supply'), 0) as supply,
      coalesce(sum(amount) filter (where side = 'shares'), 0) as shares
    from holding
    group by asset
    order by asset`;
  const lines = assets.flatMap(({ asset, custody, owed, repayment, supply, shares }) => [
    ...(custody === owed
      ? []
      : [`asset ${asset}: custody is ${custody}, and ledger, local balances and reserve are ${owed}`]),
    ...(supply === shares ? [] : [`asset ${asset}: the vault's shares are ${supply}, and accounts have ${shares}`]),
    ...(repayment === "0" ? [] : [`asset ${asset}: ${repayment} of what solvers are paid went nowhere`]),
  ]);
  const negative = await sql<Record<"side" | "asset" | "chain" | "account" | "amount", string>[]>`
    select side, asset, chain, account, amount from holding
    where amount < 0
    order by asset, side, chain, account
    limit 100`;
  for (const { side, asset, chain, account, amount } of negative) {
    lines.push(`asset ${asset}: ${side} of ${account} on chain ${chain} is ${amount}`);
  }
  const events = await sql<Record<"block" | "log" | "debit" | "credit", string>[]>`
    select block_number as block, log_index as log, sum(debit) as debit, sum(credit) as credit
    from posting
    group by block_number, log_index
    having sum(debit) <> sum(credit)
    order by block_number, log_index
    limit 100`;
  for (const { block, log, debit, credit } of events) {
    lines.push(`event ${log} of block ${block}: its postings debit ${debit} and credit ${credit}`);
  }
  const rebated = await sql<Record<"asset" | "fees" | "rebates", string>[]>`
    select * from (
      select
        asset,
        sum(debit) filter (where side = 'reserve') as rebates,
        coalesce(sum(credit) filter (where side = 'reserve'), 0) as fees
      from posting
      group by asset
    ) reserve
    where rebates > fees
    order by asset`;
  for (const { asset, fees, rebates } of rebated) {
    lines.push(`asset ${asset}: ${rebates} was rebated, and only ${fees} was charged`);
  }
  const carried = await sql<Record<"chain" | "head" | "fee" | "charged", string>[]>`
    select * from (
      select
        e.chain_id as chain, e.head, coalesce(e.token_fee, 0) as fee,
        coalesce(
          (
            select ${sql.unsafe(inTokenUnit("w.amount", "t.new_decimals"))} - e.amount
            from (
              select asset, chain, cause, amount from custody_left where kind = 3
              union all
              select asset, chain, cause, amount from local_withdrawn
            ) w
            join token_set t on t.asset = w.asset and t.chain = w.chain and t.new_token = e.token
            where w.cause = e.head and w.chain = e.chain_id
            limit 1
          ),
          (select sum(p.payout_fee) from payout p where p.head = e.head and p.chain = e.chain_id),
          0
        ) as charged
      from entry e
      where e.kind = 'pay'
    ) payouts
    where charged <> fee
    order by chain, head
    limit 100`;
  for (const { chain, head, fee, charged } of carried) {
    lines.push(`payout ${head} to chain ${chain}: ${charged} was charged for it, and it carries ${fee}`);
  }
  return lines;
}
