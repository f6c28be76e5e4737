import type { TransactionSql } from "postgres";
import { arrayOf, type Touched } from "./Changes.ts";
import { inTokenUnit } from "./inTokenUnit.ts";
import { carrier, payment, paymentColumns } from "./payment.ts";
import { spansOf } from "./spansOf.ts";
import type { BlockSpan } from "./touch.ts";

export const payoutColumns = `
  owed_block_number, owed_log_index, order_id, leg, kind, chain, token, account, amount, payout_fee, owed_at,
  owed_transaction_hash, head, status, paid_at, paid_block_number, paid_transaction_hash`;

/**
 * Joins, as `carried`, what was set for a payout out of the ledger then: of a pooled order's output, and of a solver's
 * payment on another chain than the leg's origin.
 */
const payoutFee = `
    left join lateral (
      select ${inTokenUnit("f.new_fee", "token.new_decimals")} as fee
      from payout_fee_set f
      join token_set token
        on token.chain_id = f.chain_id and token.asset = f.asset and token.chain = f.chain and token.new_token = owed.token
      where f.chain_id = owed.chain_id and f.chain = owed.chain and owed.kind <= 1
        and (f.block_number, f.log_index) < (owed.block_number, owed.log_index)
        and (token.block_number, token.log_index) < (owed.block_number, owed.log_index)
        and exists (
          select from order_settled s
          join order_settled_legs l
            on l.chain_id = s.chain_id and l.block_number = s.block_number and l.log_index = s.log_index
            and l.position = owed.leg
          where s.order_id = owed.order_id and (s.block_number, s.log_index) < (owed.block_number, owed.log_index)
            and case owed.kind when 0 then l.origin_chain <> owed.chain else s.pooled end
        )
      order by f.block_number desc, f.log_index desc, token.block_number desc, token.log_index desc
      limit 1
    ) carried on true`;

/** The payouts that some events `owed` tell of: as `payoutColumns` names them. */
const payoutsOf = (owed: string) => `
    select
      owed.block_number,
      owed.log_index,
      owed.order_id,
      owed.leg,
      (enum_range(null::payout_kind))[owed.kind + 1],
      owed.chain,
      owed.token,
      owed.account,
      owed.amount,
      coalesce(carried.fee, 0),
      owed.block_time,
      owed.transaction_hash,
      pay.head,
      ${paymentColumns}
    from ${owed}
    ${payoutFee}
    ${carrier("owed.token", "owed.account")}
    ${payment}`;

/** The payouts of the orders of `touched`: as `payoutColumns` names them. */
export const payoutRows = payoutsOf("touched join payout_owed owed on owed.order_id = touched.order_id");

export type RebuildPayoutsParameters = {
  /** Blocks whose events are in place. */
  spans: readonly BlockSpan[];
  hubChainId: bigint;
  /** What events say of payments. */
  touched: Pick<Touched, "payments" | "claims">;
  /** Whether claims went: else what counts as claimed stays so. */
  replaced: boolean;
  /** Orders of which none is left over. */
  orderIds: ReadonlySet<string>;
};

/**
 * Rebuilds the payouts that some blocks owe, those of some orders, and those whose payment an event of a spoke is about,
 * be it that a claim may have reached them. All that one transaction owes to one account in one token on one chain is carried by the first Pay entry to it that
 * follows.
 */
export async function rebuildPayouts(
  sql: TransactionSql,
  { spans, hubChainId, touched: { payments, claims }, replaced, orderIds }: RebuildPayoutsParameters,
): Promise<void> {
  // Nobody owes but the hub.
  const owing = spans.filter(({ chainId }) => chainId === hubChainId);
  if (owing.length + payments.length + claims.length + orderIds.size === 0) return;
  await sql`
    with ${spansOf(sql, owing)},
    touched as (
      select owed.chain_id, owed.block_number, owed.log_index
      from span
      cross join lateral (
        select o.chain_id, o.block_number, o.log_index from payout_owed o
        where o.chain_id = span.chain_id and o.block_number between span.from_block and span.to_block
        offset 0
      ) owed
      union
      select o.chain_id, o.block_number, o.log_index
      from unnest(${arrayOf(orderIds)}::bytes32[]) as named (order_id)
      join payout_owed o on o.order_id = named.order_id
      union
      select ${`${hubChainId}`}::uint64, p.owed_block_number, p.owed_log_index
      from (
        select p.owed_block_number, p.owed_log_index
        from unnest(
          ${arrayOf(payments.map(({ chainId }) => chainId))}::uint64[],
          ${arrayOf(payments.map(({ head }) => head))}::bytes32[]
        ) as named (chain_id, head)
        join payout p on p.head = named.head and p.chain = named.chain_id
        union all
        select p.owed_block_number, p.owed_log_index
        from unnest(
          ${arrayOf(claims.map(({ chainId }) => chainId))}::uint64[],
          ${arrayOf(claims.map(({ token }) => token))}::address[],
          ${arrayOf(claims.map(({ account }) => account))}::address[]
        ) as named (chain_id, token, account)
        join payout_failed f
          on f.chain_id = named.chain_id and f.token = named.token and f.account = named.account
        join payout p on p.head = f.head and p.chain = f.chain_id
        where p.status = 'failed' or ${replaced}
      ) p
    )
    insert into payout (${sql.unsafe(payoutColumns)})
    ${sql.unsafe(payoutsOf("touched join payout_owed owed using (chain_id, block_number, log_index)"))}
    on conflict (owed_block_number, owed_log_index) do update set
      order_id = excluded.order_id,
      leg = excluded.leg,
      kind = excluded.kind,
      chain = excluded.chain,
      token = excluded.token,
      account = excluded.account,
      amount = excluded.amount,
      payout_fee = excluded.payout_fee,
      owed_at = excluded.owed_at,
      owed_transaction_hash = excluded.owed_transaction_hash,
      head = excluded.head,
      status = excluded.status,
      paid_at = excluded.paid_at,
      paid_block_number = excluded.paid_block_number,
      paid_transaction_hash = excluded.paid_transaction_hash
    where payout is distinct from excluded`;
}
