import type { TransactionSql } from "postgres";
import { arrayOf, type Posting } from "./Changes.ts";
import { settled } from "./settled.ts";

/** Adds what accounts earned and collected. */
export async function postEarnings(sql: TransactionSql, postings: readonly Posting[]): Promise<void> {
  if (postings.length === 0) return;
  const accounts = sql`
    ${arrayOf(postings.map(({ chainId }) => chainId))}::uint64[],
    ${arrayOf(postings.map(({ account }) => account))}::address[]`;
  await settled([
    sql`
      insert into earning (chain_id, account, earned, collected, uncollected)
      select chain_id, account, sum(earned), sum(collected), sum(earned) - sum(collected)
      from unnest(
        ${accounts},
        ${arrayOf(postings.map(({ earned }) => earned))}::numeric[],
        ${arrayOf(postings.map(({ collected }) => collected))}::numeric[]
      ) as postings (chain_id, account, earned, collected)
      group by chain_id, account
      on conflict (chain_id, account) do update set
        earned = earning.earned + excluded.earned,
        collected = earning.collected + excluded.collected,
        uncollected = earning.uncollected + excluded.uncollected`,
    sql`
      delete from earning e
      using (select distinct * from unnest(${accounts}) as postings (chain_id, account)) posted
      where e.chain_id = posted.chain_id and e.account = posted.account and e.earned = 0 and e.collected = 0`,
  ]);
}
