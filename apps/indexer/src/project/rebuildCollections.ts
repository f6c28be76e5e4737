import type { TransactionSql } from "postgres";
import { pad } from "viem";
import { arrayOf, type Touched } from "./Changes.ts";
import { nativeToken } from "./nativeToken.ts";
import { carrier, payment, paymentColumns } from "./payment.ts";
import type { BlockSpan } from "./touch.ts";

export const collectionColumns = `
  collected_block_number, collected_log_index, account, chain, recipient, amount, delivery_fee, collected_at,
  collected_transaction_hash, head, status, paid_at, paid_block_number, paid_transaction_hash`;

/** The collections whose events `touched` names by block and log: as `collectionColumns` names them. */
export const collectionRows = `
    select
      owed.block_number,
      owed.log_index,
      owed.account,
      owed.chain,
      owed.recipient,
      owed.amount,
      owed.delivery_fee,
      owed.block_time,
      owed.transaction_hash,
      pay.head,
      ${paymentColumns}
    from touched
    join fees_collected owed
      on owed.block_number = touched.block_number and owed.log_index = touched.log_index
    ${carrier(`'${pad(nativeToken)}'`, "owed.recipient")}
    ${payment}`;

/** Takes away the collections of a hub's blocks from one on. */
export async function removeCollections(sql: TransactionSql, { fromBlock }: BlockSpan): Promise<void> {
  await sql`delete from collection where collected_block_number >= ${`${fromBlock}`}`;
}

/**
 * Rebuilds the collections that happened in some of the hub's blocks, and those whose payout an event of a spoke is about. Each is
 * carried by the Pay entry that follows it.
 */
export async function rebuildCollections(
  sql: TransactionSql,
  hubSpan: BlockSpan | undefined,
  { payments, claims }: Touched,
  replaced: boolean,
): Promise<void> {
  if (hubSpan === undefined && payments.length + claims.length === 0) return;
  const { chainId, fromBlock, toBlock } = hubSpan ?? { chainId: 0n, fromBlock: 0n, toBlock: -1n };
  await sql`
    with touched as (
      select block_number, log_index
      from fees_collected
      where chain_id = ${`${chainId}`} and block_number between ${`${fromBlock}`} and ${`${toBlock}`}
      union
      select c.collected_block_number, c.collected_log_index
      from unnest(
        ${arrayOf(payments.map(({ chainId }) => chainId))}::uint64[],
        ${arrayOf(payments.map(({ head }) => head))}::bytes32[]
      ) as named (chain_id, head)
      join collection c on c.head = named.head and c.chain = named.chain_id
      union
      select c.collected_block_number, c.collected_log_index
      from unnest(
        ${arrayOf(claims.map(({ chainId }) => chainId))}::uint64[],
        ${arrayOf(claims.map(({ token }) => token))}::address[],
        ${arrayOf(claims.map(({ account }) => account))}::address[]
      ) as named (chain_id, token, account)
      join payout_failed f
        on f.chain_id = named.chain_id and f.token = named.token and f.account = named.account
      join collection c on c.head = f.head and c.chain = f.chain_id
      where c.status = 'failed' or ${replaced}
    )
    insert into collection (${sql.unsafe(collectionColumns)})
    ${sql.unsafe(collectionRows)}
    on conflict (collected_block_number, collected_log_index) do update set
      account = excluded.account,
      chain = excluded.chain,
      recipient = excluded.recipient,
      amount = excluded.amount,
      delivery_fee = excluded.delivery_fee,
      collected_at = excluded.collected_at,
      collected_transaction_hash = excluded.collected_transaction_hash,
      head = excluded.head,
      status = excluded.status,
      paid_at = excluded.paid_at,
      paid_block_number = excluded.paid_block_number,
      paid_transaction_hash = excluded.paid_transaction_hash
    where collection is distinct from excluded`;
}
