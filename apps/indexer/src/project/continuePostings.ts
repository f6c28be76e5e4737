import type { TransactionSql } from "postgres";
import { zeroAddress } from "viem";
import { spansOf } from "./spansOf.ts";
import type { BlockSpan } from "./touch.ts";

const zero = `'${zeroAddress}'`;

/** Whether a transfer is one of an account to another. */
const isBetweenAccounts = `e.sender <> ${zero} and e.receiver <> ${zero}`;

const accountOf = (account: string) => `nullif(${account}, ${zero})`;
const accountSide = (account: string) => `case ${account} when ${zero} then 'repayment' else 'ledger' end`;
const shareSide = (account: string) => `case ${account} when ${zero} then 'supply' else 'shares' end`;

/**
 * What each event posts: position, side, chain, account, debit and credit. An account zero is a solver that is paid
 * through the ledger.
 */
const postingsOf = [
  {
    table: "custody_joined",
    kind: "(enum_range(null::posting_kind))[e.kind + 1]",
    cause: "e.cause",
    asset: "e.asset",
    postings: `
      (0, 'custody', e.chain, null, e.amount, 0),
      (1, 'reserve', null, null, e.rebate, 0),
      (2, ${accountSide("e.account")}, null, ${accountOf("e.account")}, 0, e.amount + e.rebate)`,
  },
  {
    table: "custody_left",
    kind: "(enum_range(null::posting_kind))[e.kind + 1]",
    cause: "e.cause",
    asset: "e.asset",
    postings: `
      (0, ${accountSide("e.account")}, null, ${accountOf("e.account")}, e.amount + e.fee, 0),
      (1, 'custody', e.chain, null, 0, e.amount),
      (2, 'reserve', null, null, 0, e.fee)`,
  },
  {
    table: "local_credited",
    kind: "(enum_range(null::posting_kind))[e.kind + 1]",
    cause: "e.cause",
    asset: "e.asset",
    postings: `
      (0, 'custody', e.chain, null, e.amount, 0),
      (1, 'local', e.chain, e.account, 0, e.amount)`,
  },
  {
    table: "local_withdrawn",
    kind: "'withdrawal'",
    cause: "e.cause",
    asset: "e.asset",
    postings: `
      (0, 'local', e.chain, e.account, e.amount, 0),
      (1, 'custody', e.chain, null, 0, e.amount)`,
  },
  {
    table: "local_matured",
    kind: "'maturation'",
    cause: "null",
    asset: "e.asset",
    postings: `
      (0, 'local', e.chain, e.account, e.amount, 0),
      (1, 'reserve', null, null, e.rebate, 0),
      (2, 'ledger', null, e.account, 0, e.amount + e.rebate)`,
  },
  {
    table: "dust_reserved",
    kind: "'repayment'",
    cause: "e.cause",
    asset: "e.asset",
    postings: `
      (0, 'repayment', null, null, e.amount, 0),
      (1, 'reserve', null, null, 0, e.amount)`,
  },
  {
    table: "reserve_funded",
    kind: "'funding'",
    cause: "null",
    asset: "e.asset",
    postings: `
      (0, 'ledger', null, e.account, e.amount, 0),
      (1, 'reserve', null, null, 0, e.amount)`,
  },
  {
    // From and to zero, what other events tell of became a balance or ceased to be one.
    table: "balance_transfer",
    kind: "'transfer'",
    cause: "null",
    asset: "e.id",
    postings: `
      (0, 'ledger', null, e.sender, case when ${isBetweenAccounts} then e.amount else 0 end, 0),
      (1, 'ledger', null, e.receiver, 0, case when ${isBetweenAccounts} then e.amount else 0 end)`,
  },
  {
    table: "share_transfer",
    kind: "'share'",
    cause: "null",
    asset: "substr(e.contract, 7)::uint64",
    postings: `
      (0, ${shareSide('e."from"')}, null, ${accountOf('e."from"')}, e.value, 0),
      (1, ${shareSide('e."to"')}, null, ${accountOf('e."to"')}, 0, e.value)`,
  },
];

/** What `limit_step` takes of each event that a rate limit is reckoned with: kind, time and amounts. */
const limitEvents = [
  { table: "custody_joined", event: "array[0, e.block_time, e.amount + e.rebate, e.amount]" },
  { table: "local_matured", event: "array[0, e.block_time, e.amount + e.rebate, e.amount]" },
  { table: "custody_left", event: "array[1, e.block_time, e.amount]" },
  { table: "limit_set", event: "array[2, e.block_time, e.new_capacity, e.new_window]" },
  { table: "curve_set", event: "array[3, e.block_time, e.new_target]" },
];

/** Events that post something, or that a rate limit is reckoned with. */
export const postedTables: ReadonlySet<string> = new Set([...postingsOf, ...limitEvents].map(({ table }) => table));

/** Takes the postings of a hub's blocks from one on away, and their amounts out of the holdings. */
export async function removePostings(sql: TransactionSql, { fromBlock }: BlockSpan): Promise<void> {
  await sql`
    with gone as (
      delete from posting where block_number >= ${`${fromBlock}`}
      returning side, asset, chain, account, debit, credit
    )
    ${hold(sql, "gone", -1)}`;
  await removeEmpty(sql);
  await sql`delete from limit_use where block_number >= ${`${fromBlock}`}`;
}

/** Appends the postings of some of a hub's blocks, and adds their amounts to the holdings. */
export async function appendPostings(sql: TransactionSql, span: BlockSpan): Promise<void> {
  await sql`
    with ${spansOf(sql, [span])},
    came as (
      insert into posting (
        block_number, log_index, position, posted_at, transaction_hash, kind, cause, asset, side, chain, account, debit,
        credit
      )
      ${sql.unsafe(postingsOf.map(postingRows).join(" union all "))}
      returning side, asset, chain, account, debit, credit
    )
    ${hold(sql, "came", 1)}`;
  await removeEmpty(sql);
  await appendLimitUses(sql, span);
}

/** Each chain's limit goes on from where its last event left it. */
async function appendLimitUses(sql: TransactionSql, span: BlockSpan): Promise<void> {
  await sql`
    with ${spansOf(sql, [span])},
    came as materialized (${sql.unsafe(limitEvents.map(limitRows).join(" union all "))}),
    stood as (
      select
        place.asset, place.chain, -1::bigint as block_number, -1 as log_index,
        array[4, l.used, l.rise, l.stored_at, l.capacity, l."window", l.target] as event
      from (select distinct asset, chain from came) place
      cross join lateral (
        select * from limit_use l
        where l.asset = place.asset and l.chain = place.chain
        order by l.block_number desc, l.log_index desc
        limit 1
      ) l
    )
    insert into limit_use (
      block_number, log_index, asset, chain, used, rise, stored_at, capacity, "window", target
    )
    select block_number, log_index, asset, chain, level[1], level[2], level[3], level[4], level[5], level[6]
    from (
      select
        block_number, log_index, asset, chain,
        limit_level(event) over (partition by asset, chain order by block_number, log_index) as level
      from (select * from stood union all select * from came) events
    ) levels
    where block_number >= 0`;
}

function limitRows({ table, event }: (typeof limitEvents)[number]): string {
  return `
      select e.asset::numeric as asset, e.chain::numeric as chain, e.block_number, e.log_index, ${event}::numeric[] as event
      from span
      cross join lateral (
        select t.* from ${table} t
        where t.chain_id = span.chain_id and t.block_number between span.from_block and span.to_block
        offset 0
      ) e`;
}

function postingRows({ table, kind, cause, asset, postings }: (typeof postingsOf)[number]): string {
  return `
      select
        e.block_number, e.log_index, p.position, e.block_time, e.transaction_hash, ${kind}::posting_kind,
        ${cause}::bytes32, ${asset}, p.side::posting_side, p.chain::uint64, p.account::address, p.debit, p.credit
      from span
      cross join lateral (
        select t.* from ${table} t
        where t.chain_id = span.chain_id and t.block_number between span.from_block and span.to_block
        offset 0
      ) e
      cross join lateral (values ${postings}) as p (position, side, chain, account, debit, credit)
      where p.debit <> 0 or p.credit <> 0`;
}

/** Holdings move by some postings. */
function hold(sql: TransactionSql, postings: string, sign: 1 | -1) {
  return sql.unsafe(`
    insert into holding (side, asset, chain, account, amount)
    select
      side, asset, coalesce(chain, 0), coalesce(account, ${zero}),
      ${sign} * sum(case when side in ('custody', 'supply') then debit - credit else credit - debit end)
    from ${postings}
    group by side, asset, coalesce(chain, 0), coalesce(account, ${zero})
    on conflict (side, asset, chain, account) do update set amount = holding.amount + excluded.amount`);
}

async function removeEmpty(sql: TransactionSql): Promise<void> {
  await sql`delete from holding where amount = 0`;
}
