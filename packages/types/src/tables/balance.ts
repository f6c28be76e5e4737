import { sql } from "drizzle-orm";
import { pgView } from "drizzle-orm/pg-core";
import { address, uint64, uint256 } from "./columns.ts";
import { balanceKind } from "./enums.ts";
import { nativeToken } from "./nativeToken.ts";

const native = sql.raw(`'${nativeToken}'::address`);

/** A 32-byte account of an EVM chain as an address; null if it is none. */
function toAddress(account: string) {
  return sql.raw(
    `case when ${account} like '0x000000000000000000000000%' then '0x' || right(${account}, 40) end::address`,
  );
}

/**
 * What spokes owe, and to whom: together at least what they hold, in the token's own unit. The native token stands for
 * itself and for its wrapped token, which spokes hold of it.
 */
export const balance = pgView("balance", {
  /** The spoke's chain. */
  chainId: uint64("chain_id").notNull(),
  token: address("token").notNull(),
  /** The user of an order for what is escrowed, the solver for what is held; null where it is not known yet. */
  account: address("account"),
  kind: balanceKind("kind").notNull(),
  /** Never zero. */
  amount: uint256("amount").notNull(),
}).as(sql`
  select chain_id, token, account, kind, sum(amount)::uint256 as amount
  from (
    select
      l.origin_chain as chain_id, l.input_token as token, o."user" as account, 'escrowed'::balance_kind as kind,
      l.input_amount * (l.escrow_count - l.escrow_released_count) as amount
    from leg l
    join "order" o on o.order_id = l.order_id
    where l.escrow_count <> l.escrow_released_count
    union all
    select l.destination_chain, ${toAddress("l.output_token")}, l.solver, 'held', l.output_amount
    from leg l
    where l.status = 'filled' and l.hold and l.destination_chain is not null
      and not exists (
        select from payout p
        where p.order_id = l.order_id and p.leg = l.position and p.kind in ('delivery', 'return')
      )
    union all
    select p.chain, ${toAddress("p.token")}, ${toAddress("p.account")}, 'owed', p.amount
    from payout p
    where p.status in ('owed', 'rejected')
    union all
    select c.chain, ${native}, ${toAddress("c.recipient")}, 'owed', (c.amount - c.delivery_fee) * 1000000000
    from collection c
    where c.status in ('owed', 'rejected')
    union all
    select d.chain_id, ${toAddress("d.token")}, d.depositor, 'deposited', d.amount
    from deposit d
    where d.status = 'pending'
    union all
    select d.chain_id, ${toAddress("d.token")}, d.depositor, 'owed', d.amount
    from deposit d
    where d.returned in ('owed', 'rejected')
    union all
    select w.chain_id, ${toAddress("w.token")}, ${toAddress("w.recipient")}, 'owed', w.tokens
    from withdrawal w
    where w.status in ('owed', 'rejected') and w.tokens is not null
    union all
    -- Of a token with fewer decimals, custody is always a whole number.
    select
      h.chain, ${toAddress("t.new_token")}, null, 'custody',
      case when t.new_decimals < 18
        then div(h.amount, power(10::numeric, 18 - t.new_decimals))
        else h.amount * power(10::numeric, t.new_decimals - 18)
      end
    from holding h
    join lateral (
      select t.* from token_set t
      where t.asset = h.asset and t.chain = h.chain
      order by t.block_number desc, t.log_index desc
      limit 1
    ) t on true
    where h.side = 'custody'
    union all
    select e.chain_id, ${toAddress("e.token")}, null, 'fee', e.token_fee
    from entry e
    where e.kind = 'pay' and e.delivered_at is null and e.token_fee > 0
    union all
    select chain_id, token, account, 'claimable', amount
    from claimable
    union all
    select chain_id, ${native}, account, 'earned', uncollected * 1000000000
    from earning
    union all
    select chain_id, ${native}, null, 'fee', amount * 1000000000
    from (
      select chain_id, sum(fee) as amount from entry where direction = 'report' group by chain_id
      union all
      select chain_id, -sum(fee) from entry where kind = 'pay' and delivered_at is not null group by chain_id
      union all
      select chain_id, -sum(earned) from earning group by chain_id
      union all
      select chain, sum(delivery_fee) from collection group by chain
    ) fees
  ) owed
  group by chain_id, token, account, kind
  having sum(amount) <> 0`);
