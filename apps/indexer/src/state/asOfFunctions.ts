import {
  asset,
  balance,
  claimable,
  collection,
  custody,
  deposit,
  ledgerBalance,
  leg,
  localBalance,
  order,
  payout,
  shareBalance,
  withdrawal,
} from "@concert/types/tables";
import { is, type SQL } from "drizzle-orm";
import { getTableConfig, getViewConfig, PgColumn, PgDialect, type PgTable, type PgView } from "drizzle-orm/pg-core";
import { zeroAddress } from "viem";
import { failures } from "../project/payment.ts";
import { claimableColumns, claimableRows } from "../project/rebuildClaimables.ts";
import { collectionColumns, collectionRows } from "../project/rebuildCollections.ts";
import { legColumns, legRows } from "../project/rebuildLegs.ts";
import { orderColumns, orderRows } from "../project/rebuildOrders.ts";
import { payoutColumns, payoutRows } from "../project/rebuildPayouts.ts";

/*
 * What the state was: the projection's own statements, over the events up to some blocks. Events of the chains' present
 * forks alone are there, so that a cut whose blocks were replaced can't be asked for.
 */

/** Events that orders, legs and balances follow from. Arrays are found by their events. */
const eventTables = [
  "order_opened",
  "signed_order_opened",
  "output_held",
  "order_settled",
  "order_aborted",
  "call_executed",
  "call_failed",
  "fill_released",
  "payout_owed",
  "entry_queued",
  "entry_rejected",
  "payout_paid",
  "payout_failed",
  "payout_claimed",
  "delivery_credited",
  "payout_fee_credited",
  "fees_earned",
  "fees_collected",
  "custody_joined",
  "custody_left",
  "local_credited",
  "local_withdrawn",
  "local_matured",
  "deposit_returned",
  "token_set",
  "limit_set",
  "curve_set",
  "margin_set",
  "payout_fee_set",
  "vault_set",
  "instruction_pay",
];

const blockOf = (chain: string) => `(select blocks.block_number from blocks where blocks.chain_id = ${chain})`;
const hubChain = "(select c.chain_id from contract c where c.name = 'hub')";
const sender = `case e.direction when 'report' then e.chain_id else ${hubChain} end`;
const receiver = `case e.direction when 'report' then ${hubChain} else e.chain_id end`;
/** An entry counts as delivered once the last of its delivery is known. */
const isDelivered = `
        e.delivered_block_number <= ${blockOf(receiver)}
        and (
          select last.queued_block_number
          from delivery d
          join entry last
            on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
          where d.chain_id = e.chain_id and d.direction = e.direction and d.last_position >= e.position
          order by d.last_position
          limit 1
        ) <= ${blockOf(sender)}`;

/** Tables as they were at `blocks`, under their own names. */
const relations = [
  ...eventTables.map(
    (table) => `${table} as not materialized (
      select t.* from ${table} t where t.block_number <= ${blockOf("t.chain_id")}
    )`,
  ),
  `entry as not materialized (
      select
        e.chain_id, e.direction, e.position, e.head, e.kind, e.timestamp, e.fee, e.order_id, e.leg, e.hold, e.solver,
        e.repayment_account, e.repayment_ledger_account, e.repayment_chain, e.repayment_max_fee, e.depositor,
        e.beneficiary, e.minimum, e.to_vault, e.token, e.amount, e.token_fee, e.queued_block_number, e.queued_transaction_hash,
        case when ${isDelivered} then e.delivered_at end as delivered_at,
        case when e.rejected_reason is not null then (
          select r.reason from entry_rejected r
          where r.head = e.head
            and case e.direction
              when 'report' then r.contract = 'hub' and r.chain = e.chain_id
              else r.contract = 'spoke' and r.chain_id = e.chain_id
            end
          order by r.block_number, r.log_index
          limit 1
        ) end as rejected_reason
      from entry e
      where e.queued_block_number <= ${blockOf(sender)}
    )`,
];

/** Rows of a table as they were, under its name. */
function derived(table: PgTable, columns: string, rows: string): string {
  return `"${getTableConfig(table).name}" (${columns}) as materialized (${rows})`;
}

/** A statement over what `touched` selects, as of `blocks_at($1, $2)`. */
function asOf(touched: string, others: readonly string[], select: string): string {
  const named = ["blocks as materialized (select * from blocks_at($1, $2))", ...relations];
  return `with ${[...named, `touched as materialized (${touched})`, ...others].join(",\n    ")}\n    ${select};`;
}

type Column = { name: string; getSQLType: () => string };

const columnsOf = (table: PgTable): Column[] => getTableConfig(table).columns;
/** Of rows `t`, in the types of their table. */
const castOf = (columns: readonly Column[]) =>
  columns.map((column) => `t."${column.name}"::${column.getSQLType()}`).join(", ");
const typesOf = (columns: readonly Column[]) =>
  columns.map((column) => `"${column.name}" ${column.getSQLType()}`).join(", ");

/** Orders by what of them never changes. Each branch is found along an index, or left out at once. */
const touchedOrders = `
      select o.order_id from "order" o where o.order_id = $3 and ($4 is null or o."user" = $4)
      union all
      select o.order_id from "order" o where $3 is null and o."user" = $4
      union all
      select o.order_id from "order" o where $3 is null and $4 is null`;
const orderFilters = [
  { name: "of_order", type: "bytes32" },
  { name: "of_user", type: "address" },
];

/** Orders that may owe an account something; all of them without one. */
const touchedOrdersOfAccount = `
      select o.order_id from "order" o where o."user" = $5
      union
      select l.order_id from leg l where l.solver = $5
      union
      select p.order_id from payout p where p.account = '0x000000000000000000000000' || substr($5, 3)
      union
      select o.order_id from "order" o where $5 is null
      union
      select p.order_id from payout p where $5 is null`;
const balanceFilters = [
  { name: "of_chain", type: "uint64" },
  { name: "of_token", type: "address" },
  { name: "of_account", type: "address" },
];
const fieldsOf = (view: PgView): PgColumn[] =>
  Object.values(getViewConfig(view).selectedFields).filter((field) => is(field, PgColumn));
const rowsOf = (view: PgView) => new PgDialect().sqlToQuery(getViewConfig(view).query as SQL).sql;
const balanceColumns = fieldsOf(balance);
const balanceRows = rowsOf(balance);
/** Sums of postings `p`, some of them. */
const holdings = (some: string) => `holding as materialized (
      select
        p.side, p.asset, coalesce(p.chain, 0)::uint64 as chain, coalesce(p.account, '${zeroAddress}')::address as account,
        sum(case when p.side in ('custody', 'supply') then p.debit - p.credit else p.credit - p.debit end) as amount
      from posting p
      where p.block_number <= ${blockOf(hubChain)} and ${some}
      group by 1, 2, 3, 4
      having sum(p.debit - p.credit) <> 0
    )`;
const balanceRelations = [
  `deposit as materialized (${rowsOf(deposit)})`,
  `withdrawal as materialized (${rowsOf(withdrawal)})`,
  holdings("p.side = 'custody'"),
  derived(order, orderColumns, orderRows),
  derived(leg, legColumns, legRows),
  derived(payout, payoutColumns, payoutRows),
  derived(
    collection,
    collectionColumns,
    `with touched as (select f.block_number, f.log_index from fees_collected f) ${collectionRows}`,
  ),
  derived(
    claimable,
    claimableColumns,
    `with touched as (
        select distinct f.chain_id, f.token, f.account from ${failures} f where $5 is null or f.account = $5
      ) ${claimableRows}`,
  ),
  `earning (chain_id, account, earned, collected, uncollected) as materialized (
      select chain, account, sum(earned), sum(collected), sum(earned) - sum(collected)
      from (
        select chain, account, amount as earned, 0 as collected from fees_earned
        union all
        select chain, account, 0, amount from fees_collected
      ) fees
      group by chain, account
    )`,
];

const assetFilter = { name: "of_asset", type: "uint64" };
const isOfAsset = "($3 is null or p.asset = $3)";
/** Where chains stood, and when: as a cut says, or the latest event that moved custody. */
const checkpoints = `checkpoint as (
      select
        b.chain_id, b.block_number,
        coalesce(
          (
            select c.block_time from cut_checkpoint c
            where c.chain_id = b.chain_id and c.block_number = b.block_number
            order by c.cut_id desc
            limit 1
          ),
          (select k.time from block k where k.chain_id = b.chain_id and k.number = b.block_number),
          (select max(p.posted_at) from posting p where p.block_number <= b.block_number)
        )::uint64 as block_time
      from blocks b
    )`;

const limitUses = `limit_use as not materialized (
      select t.* from limit_use t where t.block_number <= ${blockOf(hubChain)}
    )`;

/** A view of the ledger as it was, of one asset or all. */
function ledgerPair(name: string, view: PgView, filter = ""): string[] {
  const columns = fieldsOf(view);
  const filters = [assetFilter, ...(filter === "" ? [] : [{ name: "of_account", type: "address" }])];
  const relations = [checkpoints, limitUses, holdings(filter === "" ? isOfAsset : `${isOfAsset} and ${filter}`)];
  const rows = `select ${castOf(columns)} from (${rowsOf(view)}) t where $3 is null or t.asset = $3`;
  return pair(name, columns, filters, asOf("select from blocks", relations, rows));
}

const isOfAccount = "($4 is null or p.account = $4)";

/** `NAME_at` with blocks per chain, and `NAME_as_of` with a cut. */
function pair(
  name: string,
  columns: readonly Column[],
  filters: readonly { name: string; type: string }[],
  statement: string,
): string[] {
  const given = filters.map((filter) => `, ${filter.name} ${filter.type} default null`).join("");
  const passed = filters.map((_, index) => `, $${index + 2}`).join("");
  return [
    `
  create function ${name}_at(chains uint64[], blocks bigint[]${given})
  returns table (${typesOf(columns)}) language sql stable rows 100 begin atomic
    -- What is asked for is refused even if there would be no row.
    select from blocks_at($1, $2);
    ${statement}
  end`,
    `
  create function ${name}_as_of(cut bigint${given})
  returns table (${typesOf(columns)}) language sql stable rows 100 begin atomic
    select a.* from cut_blocks($1) c cross join lateral ${name}_at(c.chains, c.blocks${passed}) a;
  end`,
  ];
}

/** Every chain with the block that is asked for, or that it is indexed up to if none is. */
const blocksAt = `
  create function blocks_at(chains uint64[], blocks bigint[])
  returns table (chain_id uint64, block_number bigint) language plpgsql stable set search_path from current as $$
  declare
    asked record;
  begin
    if coalesce(cardinality(chains), 0) <> coalesce(cardinality(blocks), 0) then
      raise exception '% chains and % blocks are given: give one block per chain.',
        coalesce(cardinality(chains), 0), coalesce(cardinality(blocks), 0) using errcode = '22023';
    end if;
    for asked in
      select given.chain, given.block, p.block_number as latest, p.start_block as first
      from unnest(chains, blocks) as given (chain, block)
      left join checkpoint p on p.chain_id = given.chain
    loop
      if asked.latest is null then
        raise exception 'chain % is not indexed: give another.', asked.chain using errcode = '22023';
      elsif asked.block > asked.latest then
        raise exception 'chain % is indexed up to block %, but block % is asked for: give an earlier one.',
          asked.chain, asked.latest, asked.block using errcode = '22023';
      elsif asked.block is null or asked.block < asked.first - 1 then
        raise exception 'chain % is indexed from block % on, but block % is asked for: give a later one.',
          asked.chain, asked.first, asked.block using errcode = '22023';
      end if;
    end loop;
    return query
      select p.chain_id, coalesce(given.block, p.block_number)
      from checkpoint p
      left join unnest(chains, blocks) as given (chain, block) on given.chain = p.chain_id;
  end
  $$`;

/** The blocks of a cut, if they are still there. */
const cutBlocks = `
  create function cut_blocks(asked bigint, out chains uint64[], out blocks bigint[])
  language plpgsql stable set search_path from current as $$
  declare
    oldest bigint;
    latest bigint;
    replaced record;
    replacement bigint;
  begin
    select min(id), max(id) into oldest, latest from cut;
    if latest is null or asked > latest then
      raise exception 'cut % is not there yet: the latest is %.', asked, coalesce(latest, 0) using errcode = '22023';
    elsif asked is null or asked < oldest then
      raise exception 'cut % is not kept any more: the oldest is %.', asked, oldest using errcode = '22023';
    end if;
    -- Per chain, where the cut stood; and where that was replaced, by which cut last, and which covers it again.
    for replaced in
      select
        p.chain_id, stood.block_number, stood.block_hash,
        (
          select min(again.cut_id) from cut_checkpoint again
          where again.chain_id = p.chain_id and again.cut_id >= taken.cut_id
            and again.block_number >= stood.block_number
        ) as again
      from checkpoint p
      cross join lateral (
        select c.block_number, c.block_hash from cut_checkpoint c
        where c.chain_id = p.chain_id and c.cut_id <= asked
        order by c.cut_id desc
        limit 1
      ) stood
      cross join lateral (
        select max(c.cut_id) as cut_id from cut_checkpoint c
        where c.chain_id = p.chain_id and c.cut_id > asked and c.replaced_block_count > 0
          and c.from_block <= stood.block_number
      ) taken
      where taken.cut_id is not null
      order by p.chain_id
    loop
      if replaced.again is null then
        raise exception 'cut % is no more: block % of chain %, %, was replaced, and no cut covers that number again yet.',
          asked, replaced.block_number, replaced.chain_id, replaced.block_hash using errcode = '22023';
      end if;
      replacement := greatest(replacement, replaced.again);
    end loop;
    if replacement is not null then
      raise exception 'cut % is no more: blocks of it were replaced. Cut % is the first that covers them again.',
        asked, replacement using errcode = '22023';
    end if;
    select array_agg(p.chain_id), array_agg(coalesce(stood.block_number, p.start_block - 1)) into chains, blocks
    from checkpoint p
    left join lateral (
      select c.block_number from cut_checkpoint c
      where c.chain_id = p.chain_id and c.cut_id <= asked
      order by c.cut_id desc
      limit 1
    ) stood on true;
  end
  $$`;

export const asOfFunctions: readonly string[] = [
  blocksAt,
  cutBlocks,
  ...pair(
    "orders",
    columnsOf(order),
    orderFilters,
    asOf(touchedOrders, [derived(order, orderColumns, orderRows)], `select ${castOf(columnsOf(order))} from "order" t`),
  ),
  ...pair(
    "legs",
    columnsOf(leg),
    orderFilters,
    asOf(touchedOrders, [derived(leg, legColumns, legRows)], `select ${castOf(columnsOf(leg))} from leg t`),
  ),
  ...pair(
    "balances",
    balanceColumns,
    balanceFilters,
    asOf(
      touchedOrdersOfAccount,
      balanceRelations,
      `select ${castOf(balanceColumns)} from (${balanceRows}) t
    where ($3 is null or t.chain_id = $3) and ($4 is null or t.token = $4) and ($5 is null or t.account = $5)`,
    ),
  ),
  ...ledgerPair("assets", asset),
  ...ledgerPair("custody", custody),
  ...ledgerPair("ledger_balances", ledgerBalance, isOfAccount),
  ...ledgerPair("local_balances", localBalance, isOfAccount),
  ...ledgerPair("share_balances", shareBalance, isOfAccount),
];
