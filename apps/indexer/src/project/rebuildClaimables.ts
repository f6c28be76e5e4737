import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";
import { failures } from "./payment.ts";
import { settled } from "./settled.ts";

export const claimableColumns = `
  chain_id, token, account, amount`;

/** What the accounts of `touched` can claim: as `claimableColumns` names them. */
export const claimableRows = `
      select keys.chain_id, keys.token, keys.account, sums.amount
      from touched keys
      cross join lateral (
        select coalesce((
          select sum(f.amount) from ${failures} f
          where f.chain_id = keys.chain_id and f.token = keys.token and f.account = keys.account
        ), 0) - coalesce((
          select sum(c.amount) from payout_claimed c
          where c.chain_id = keys.chain_id and c.token = keys.token and c.account = keys.account
        ), 0) as amount
      ) sums
      where sums.amount <> 0`;

/** Rebuilds what accounts can claim: what has failed less what was claimed. */
export async function rebuildClaimables(
  sql: TransactionSql,
  accounts: readonly { chainId: string; token: string; account: string }[],
): Promise<void> {
  if (accounts.length === 0) return;
  const keys = sql`(
    select distinct chain_id, token, account
    from unnest(
      ${arrayOf(accounts.map(({ chainId }) => chainId))}::uint64[],
      ${arrayOf(accounts.map(({ token }) => token))}::address[],
      ${arrayOf(accounts.map(({ account }) => account))}::address[]
    ) as keys (chain_id, token, account)
  ) keys`;
  await settled([
    sql`
      delete from claimable c using ${keys}
      where c.chain_id = keys.chain_id and c.token = keys.token and c.account = keys.account`,
    sql`
      with touched as (select * from ${keys})
      insert into claimable (${sql.unsafe(claimableColumns)})
      ${sql.unsafe(claimableRows)}`,
  ]);
}
