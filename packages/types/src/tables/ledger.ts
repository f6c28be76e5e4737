import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, pgView, primaryKey, smallint } from "drizzle-orm/pg-core";
import { address, bytes32, int8, uint64, uint256 } from "./columns.ts";
import { depositStatus, payoutStatus, postingKind, postingSide } from "./enums.ts";
import { nativeToken } from "./nativeToken.ts";

/*
 * The ledger. Amounts without another unit are ledger units, with 18 decimals; blocks and times without another chain
 * are the hub's.
 */

/**
 * Double entries: each event of the ledger and of its vaults is some postings of one asset whose debits and credits are
 * equal. `custody` and `supply` are raised by debits, all other sides by credits.
 */
export const posting = pgTable(
  "posting",
  {
    /** The event, and the posting's place in it. */
    blockNumber: int8("block_number").notNull(),
    logIndex: integer("log_index").notNull(),
    position: smallint("position").notNull(),
    postedAt: uint64("posted_at").notNull(),
    transactionHash: bytes32("transaction_hash").notNull(),
    kind: postingKind("kind").notNull(),
    /** An order's id, or the head of a deposit's or a payout's entry; null if an account did it by itself. */
    cause: bytes32("cause"),
    asset: uint64("asset").notNull(),
    side: postingSide("side").notNull(),
    /** Of custody and local balances. */
    chain: uint64("chain"),
    /** Of ledger and local balances and of shares. */
    account: address("account"),
    debit: uint256("debit").notNull(),
    credit: uint256("credit").notNull(),
  },
  (table) => [
    primaryKey({ name: "posting_key", columns: [table.blockNumber, table.logIndex, table.position] }),
    index("posting_cause").using("hash", table.cause),
    index("posting_account").on(table.account, table.asset, table.blockNumber),
  ],
);

/** Sums of all postings. A chain or account is zero where the side has none. */
export const holding = pgTable(
  "holding",
  {
    side: postingSide("side").notNull(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    account: address("account").notNull(),
    /** Never zero. */
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "holding_key", columns: [table.side, table.asset, table.chain, table.account] }),
    index("holding_account").on(table.account),
  ],
);

/**
 * What of the rate limit of a chain's word was in use after each event that the ledger reckons it with, as it is stored
 * there: rounding included.
 */
export const limitUse = pgTable(
  "limit_use",
  {
    blockNumber: int8("block_number").notNull(),
    logIndex: integer("log_index").notNull(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    used: uint256("used").notNull(),
    /** How far custody is above its recent low, which is stored in the same moments. */
    rise: uint256("rise").notNull(),
    /** As of when both are; they shrink from then on. */
    storedAt: uint64("stored_at").notNull(),
    capacity: uint256("capacity").notNull(),
    window: uint256("window").notNull(),
    target: uint256("target").notNull(),
  },
  (table) => [
    primaryKey({ name: "limit_use_key", columns: [table.blockNumber, table.logIndex] }),
    index("limit_use_chain").on(table.asset, table.chain, table.blockNumber, table.logIndex),
  ],
);

/** What accounts may draw on every chain. */
export const ledgerBalance = pgView("ledger_balance", {
  account: address("account").notNull(),
  asset: uint64("asset").notNull(),
  amount: uint256("amount").notNull(),
}).as(sql`select account, asset, amount from holding where side = 'ledger'`);

/** What accounts may draw on one chain alone, until it matures. */
export const localBalance = pgView("local_balance", {
  account: address("account").notNull(),
  asset: uint64("asset").notNull(),
  chainId: uint64("chain_id").notNull(),
  amount: uint256("amount").notNull(),
}).as(sql`select account, asset, chain as chain_id, amount from holding where side = 'local'`);

/** Shares of the assets' vaults, with 21 decimals. */
export const shareBalance = pgView("share_balance", {
  account: address("account").notNull(),
  asset: uint64("asset").notNull(),
  shares: uint256("shares").notNull(),
}).as(sql`select account, asset, amount as shares from holding where side = 'shares'`);

/** The assets: `custody = ledger + local + reserve`. */
export const asset = pgView("asset", {
  asset: uint64("asset").notNull(),
  /** Null without one. */
  vault: address("vault"),
  /** In parts per million. */
  margin: uint256("margin").notNull(),
  /** Over all chains and accounts. */
  custody: uint256("custody").notNull(),
  ledger: uint256("ledger").notNull(),
  local: uint256("local").notNull(),
  /** Fees and dust that were collected and not paid as rebates. */
  reserve: uint256("reserve").notNull(),
  /** Of the vault's shares. */
  supply: uint256("supply").notNull(),
}).as(sql`
  select
    a.asset,
    (select v.vault from vault_set v where v.asset = a.asset order by v.block_number, v.log_index limit 1) as vault,
    coalesce(
      (
        select m.new_margin from margin_set m
        where m.asset = a.asset order by m.block_number desc, m.log_index desc limit 1
      ),
      0
    )::uint256 as margin,
    sums.custody,
    sums.ledger,
    sums.local,
    sums.reserve,
    sums.supply
  from (select asset from token_set union select asset from holding) a
  cross join lateral (
    select
      coalesce(sum(h.amount) filter (where h.side = 'custody'), 0)::uint256 as custody,
      coalesce(sum(h.amount) filter (where h.side = 'ledger'), 0)::uint256 as ledger,
      coalesce(sum(h.amount) filter (where h.side = 'local'), 0)::uint256 as local,
      coalesce(sum(h.amount) filter (where h.side = 'reserve'), 0)::uint256 as reserve,
      coalesce(sum(h.amount) filter (where h.side = 'supply'), 0)::uint256 as supply
    from holding h
    where h.asset = a.asset
  ) sums`);

/** An asset on a chain: its token, what the chain's spoke holds for the ledger, its limit and its imbalance fee. */
export const custody = pgView("custody", {
  asset: uint64("asset").notNull(),
  chainId: uint64("chain_id").notNull(),
  /** As a 32-byte account of the chain; zero if it was taken away. */
  token: bytes32("token"),
  decimals: smallint("decimals"),
  custody: uint256("custody").notNull(),
  /** The part of it that is local balances. */
  local: uint256("local").notNull(),
  /** The rest, which anyone can draw. */
  available: uint256("available").notNull(),
  /** What the chain's word may add to ledger balances at once, and in how many seconds as much becomes free again. */
  capacity: uint256("capacity").notNull(),
  window: uint256("window").notNull(),
  /** What of the limit is in use at the hub's latest block. */
  used: uint256("used").notNull(),
  /** Of the imbalance fee: below the target custody, up to twice the slope in parts per million. */
  target: uint256("target").notNull(),
  slope: uint256("slope").notNull(),
  /** What each payout out of the ledger pays here to whoever delivers it. */
  payoutFee: uint256("payout_fee").notNull(),
  /** Imbalance fees paid for what left, and rebates for what joined. */
  fees: uint256("fees").notNull(),
  rebates: uint256("rebates").notNull(),
}).as(sql`
  select
    place.asset,
    place.chain as chain_id,
    token.new_token as token,
    token.new_decimals as decimals,
    coalesce(held.amount, 0)::uint256 as custody,
    coalesce(own.amount, 0)::uint256 as local,
    (coalesce(held.amount, 0) - coalesce(own.amount, 0))::uint256 as available,
    coalesce(rate.new_capacity, 0)::uint256 as capacity,
    coalesce(rate.new_window, 0)::uint256 as "window",
    coalesce(used.amount, 0)::uint256 as used,
    coalesce(curve.new_target, 0)::uint256 as target,
    coalesce(curve.new_slope, 0)::uint256 as slope,
    coalesce(carried.new_fee, 0)::uint256 as payout_fee,
    coalesce(paid.fees, 0)::uint256 as fees,
    (coalesce(earned.rebates, 0) + coalesce(matured.rebates, 0))::uint256 as rebates
  from (
    select asset, chain from token_set
    union
    select asset, chain from holding where side = 'custody'
  ) place
  left join lateral (
    select t.* from token_set t
    where t.asset = place.asset and t.chain = place.chain
    order by t.block_number desc, t.log_index desc
    limit 1
  ) token on true
  left join lateral (
    select l.* from limit_set l
    where l.asset = place.asset and l.chain = place.chain
    order by l.block_number desc, l.log_index desc
    limit 1
  ) rate on true
  left join lateral (
    select c.* from curve_set c
    where c.asset = place.asset and c.chain = place.chain
    order by c.block_number desc, c.log_index desc
    limit 1
  ) curve on true
  left join lateral (
    select f.* from payout_fee_set f
    where f.asset = place.asset and f.chain = place.chain
    order by f.block_number desc, f.log_index desc
    limit 1
  ) carried on true
  left join holding held on held.side = 'custody' and held.asset = place.asset and held.chain = place.chain
  left join lateral (
    select sum(h.amount) as amount from holding h
    where h.side = 'local' and h.asset = place.asset and h.chain = place.chain
  ) own on true
  left join lateral (
    select sum(c.fee) as fees from custody_left c where c.asset = place.asset and c.chain = place.chain
  ) paid on true
  left join lateral (
    select sum(c.rebate) as rebates from custody_joined c where c.asset = place.asset and c.chain = place.chain
  ) earned on true
  left join lateral (
    select sum(m.rebate) as rebates from local_matured m where m.asset = place.asset and m.chain = place.chain
  ) matured on true
  left join lateral (
    select
      case when l."window" = 0 then l.used
        else greatest(l.used - div(l.capacity * greatest(p.block_time - l.stored_at, 0), l."window"), 0)
      end as amount
    from limit_use l
    cross join checkpoint p
    where l.asset = place.asset and l.chain = place.chain
      and p.chain_id = (select h.chain_id from contract h where h.name = 'hub')
    order by l.block_number desc, l.log_index desc
    limit 1
  ) used on true`);

/**
 * What became of the payout of an instruction, as of those of orders. Claims pay the oldest failure first: one is claimed
 * once they add up to all that had failed until then.
 */
const payoutStatusOf = (head: string, chain: string) => `
  coalesce(
    (select 'paid' from payout_paid p where p.head = ${head} and p.chain_id = ${chain} limit 1),
    (
      select
        case
          when (
            select coalesce(sum(c.amount), 0) from payout_claimed c
            where c.chain_id = f.chain_id and c.token = f.token and c.account = f.account
          ) >= (
            select sum(other.amount)
            from (
              select chain_id, token, account, amount, block_number, log_index from payout_failed
              union all
              select chain_id, '${nativeToken}'::address, account, amount, block_number, log_index from delivery_credited
              union all
              select chain_id, token, account, amount, block_number, log_index from payout_fee_credited
            ) other
            where other.chain_id = f.chain_id and other.token = f.token and other.account = f.account
              and (other.block_number, other.log_index) <= (f.block_number, f.log_index)
          ) then 'claimed'
          else 'failed'
        end
      from payout_failed f
      where f.head = ${head} and f.chain_id = ${chain}
      limit 1
    ),
    (
      select 'rejected' from entry_rejected r
      where r.head = ${head} and r.chain_id = ${chain} and r.contract = 'spoke'
      limit 1
    ),
    'owed'
  )::payout_status`;

/** Tokens that were put in on a chain, with what became of them. */
export const deposit = pgView("deposit", {
  /** The spoke's chain, and the head of the report, which is the cause of its postings. */
  chainId: uint64("chain_id").notNull(),
  head: bytes32("head").notNull(),
  token: bytes32("token").notNull(),
  /** In the token's own unit. */
  amount: uint256("amount").notNull(),
  depositor: address("depositor").notNull(),
  beneficiary: address("beneficiary").notNull(),
  minimum: uint256("minimum").notNull(),
  toVault: boolean("to_vault").notNull(),
  depositedAt: uint64("deposited_at").notNull(),
  depositedTransactionHash: bytes32("deposited_transaction_hash").notNull(),
  status: depositStatus("status").notNull(),
  /** What became ledger balance, the rebate included, and what is a local balance of it. */
  credited: uint256("credited"),
  local: uint256("local"),
  /** What became of its way back. */
  returned: payoutStatus("returned"),
}).as(sql`
  select
    e.chain_id,
    e.head,
    e.token,
    e.amount,
    e.depositor,
    e.beneficiary,
    e.minimum,
    e.to_vault,
    e.timestamp as deposited_at,
    e.queued_transaction_hash as deposited_transaction_hash,
    case
      when e.delivered_at is null then 'pending'
      when back.block_number is not null then 'returned'
      else 'credited'
    end::deposit_status as status,
    joined.credited::uint256 as credited,
    local.amount as local,
    back.status as returned
  from entry e
  left join lateral (
    select j.amount + j.rebate as credited from custody_joined j where j.cause = e.head and j.chain = e.chain_id limit 1
  ) joined on true
  left join lateral (
    select c.amount from local_credited c where c.cause = e.head and c.chain = e.chain_id limit 1
  ) local on true
  left join lateral (
    select
      r.block_number,
      ${sql.raw(payoutStatusOf("q.head", "q.chain"))} as status
    from deposit_returned r
    -- Its way back is queued right after.
    left join lateral (
      select q.head, q.chain from entry_queued q
      where q.chain_id = r.chain_id and q.block_number = r.block_number and q.log_index > r.log_index
        and q.transaction_hash = r.transaction_hash and q.contract = 'hub' and q.chain = r.chain
      order by q.log_index
      limit 1
    ) q on true
    where r.head = e.head and r.chain = e.chain_id
    limit 1
  ) back on true
  where e.kind = 'deposited'`);

/** Balances that were paid out, with what became of the payout. */
export const withdrawal = pgView("withdrawal", {
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  account: address("account").notNull(),
  asset: uint64("asset").notNull(),
  /** Where it is paid. */
  chainId: uint64("chain_id").notNull(),
  /** Whether it was a local balance. */
  local: boolean("local").notNull(),
  /** What left: what the recipient is paid, and the payout fee. */
  amount: uint256("amount").notNull(),
  /** Imbalance fee, paid beside it. */
  fee: uint256("fee").notNull(),
  /** The instruction that carries it. */
  head: bytes32("head").notNull(),
  token: bytes32("token"),
  recipient: bytes32("recipient"),
  /** What the recipient is paid, and whoever delivers it, in the token's own unit. */
  tokens: uint256("tokens"),
  payoutFee: uint256("payout_fee"),
  withdrawnAt: uint64("withdrawn_at").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
  status: payoutStatus("status").notNull(),
}).as(sql`
  select
    w.block_number,
    w.log_index,
    w.account,
    w.asset,
    w.chain as chain_id,
    w.local,
    w.amount,
    w.fee,
    w.cause as head,
    e.token,
    e.account as recipient,
    e.amount as tokens,
    e.token_fee as payout_fee,
    w.block_time as withdrawn_at,
    w.transaction_hash,
    ${sql.raw(payoutStatusOf("w.cause", "w.chain"))} as status
  from (
    select
      block_number, log_index, block_time, transaction_hash, account, asset, chain, cause, amount, fee, false as local
    from custody_left
    where kind = 3
    union all
    select block_number, log_index, block_time, transaction_hash, account, asset, chain, cause, amount, 0, true
    from local_withdrawn
  ) w
  left join lateral (
    select pay.token, pay.account, pay.amount, pay.token_fee
    from entry_queued q
    join instruction_pay pay using (chain_id, block_number, log_index)
    where q.head = w.cause and q.contract = 'hub' and q.chain = w.chain
    limit 1
  ) e on true`);

/** What a vault's shares were worth after each block in which its balance or its shares changed. */
export const sharePrice = pgView("share_price", {
  asset: uint64("asset").notNull(),
  blockNumber: int8("block_number").notNull(),
  at: uint64("at").notNull(),
  /** The vault's balance, less what its fills earned and is locked yet. */
  assets: uint256("assets").notNull(),
  /** With 21 decimals. */
  shares: uint256("shares").notNull(),
  /** Ledger units that 1e21 shares are worth, rounded down. */
  price: uint256("price").notNull(),
}).as(sql`
  select
    asset,
    block_number,
    at,
    assets::uint256 as assets,
    shares::uint256 as shares,
    div((assets + 1) * 1000000000000000000000, shares + 1000)::uint256 as price
  from (
    select
      c.asset,
      c.block_number,
      c.at,
      c.balance - coalesce(div(l.locked * greatest(l.unlocked_at - c.at, 0), nullif(l.unlocked_at - l.block_time, 0)), 0)
        as assets,
      c.shares
    from (
      select
        b.asset,
        b.block_number,
        b.at,
        sum(b.balance) over (partition by b.asset order by b.block_number) as balance,
        sum(b.shares) over (partition by b.asset order by b.block_number) as shares
      from (
        select
          p.asset,
          p.block_number,
          max(p.posted_at) as at,
          coalesce(sum(p.credit - p.debit) filter (where p.side = 'ledger'), 0) as balance,
          coalesce(sum(p.debit - p.credit) filter (where p.side = 'supply'), 0) as shares
        from posting p
        where p.side = 'supply'
          or (p.side = 'ledger' and p.account in (select v.vault from vault_set v where v.asset = p.asset))
        group by p.asset, p.block_number
      ) b
    ) c
    left join lateral (
      select l.locked, l.unlocked_at, l.block_time
      from profit_locked l
      where l.contract = 'vault_' || c.asset and l.block_number <= c.block_number
      order by l.block_number desc, l.log_index desc
      limit 1
    ) l on true
  ) worth`);
