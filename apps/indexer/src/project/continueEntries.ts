import type { TransactionSql } from "postgres";
import type { ChannelKey } from "./Changes.ts";
import { channelRoutes, entryEvents } from "./entryEvents.ts";
import { spansOf } from "./spansOf.ts";
import type { BlockSpan } from "./touch.ts";

export type EntryChange = ChannelKey & {
  position: string;
  head: string;
  entryHash: string;
  kind: string;
  orderId: string | null;
};

/** What an entry may say, as columns of `entry`, and in which tables it stands. */
const sayings = {
  heartbeat: { table: "report_heartbeat", columns: ["timestamp", "gas_price"] },
  escrowed: { table: "report_escrowed", columns: ["timestamp", "fee", "order_id"] },
  filled: {
    table: "report_filled",
    columns: [
      ...["timestamp", "fee", "order_id", "leg", "hold", "solver"],
      ...["repayment_account", "repayment_ledger_account", "repayment_chain", "repayment_max_fee"],
    ],
  },
  deposited: {
    table: "report_deposited",
    columns: ["timestamp", "fee", "depositor", "beneficiary", "minimum", "to_vault", "token", "amount"],
  },
  cancelled: { table: "report_cancelled", columns: ["timestamp", "fee", "order_id"] },
  pay: { table: "instruction_pay", columns: ["fee", "token", "account", "amount", "token_fee"] },
  configure: { table: "instruction_configure", columns: ["accepting", "entry_fee"] },
} as const;

const saidColumns = {
  timestamp: "uint64",
  gas_price: "uint64",
  fee: "uint64",
  order_id: "bytes32",
  leg: "smallint",
  hold: "boolean",
  solver: "address",
  repayment_account: "bytes32",
  repayment_ledger_account: "address",
  repayment_chain: "uint64",
  repayment_max_fee: "integer",
  depositor: "address",
  beneficiary: "address",
  minimum: "uint256",
  to_vault: "boolean",
  token: "bytes32",
  account: "bytes32",
  amount: "uint256",
  token_fee: "uint256",
  accepting: "boolean",
  entry_fee: "uint256",
} as const;

/** Takes away the entries that a chain queued from a block on. */
export async function removeEntries(
  sql: TransactionSql,
  { chainId, fromBlock }: BlockSpan,
  isHubChain: boolean,
): Promise<EntryChange[]> {
  return await sql<EntryChange[]>`
    delete from entry
    where ${sentFrom(sql, chainId, isHubChain)} and queued_block_number >= ${`${fromBlock}`}
    returning ${change(sql)}`;
}

/**
 * Appends the entries that chains queued in some blocks, each at the position after the one before, with what became of
 * them. Deliveries are up to date already: so that most entries are written but once.
 */
export async function appendEntries(sql: TransactionSql, spans: readonly BlockSpan[]): Promise<EntryChange[]> {
  return await sql<EntryChange[]>`
    with ${spansOf(sql, spans)},
    said as materialized (${saidInSpans(sql)}),
    sent as materialized (
      select
        queued.chain_id,
        queued.block_number,
        queued.log_index,
        queued.block_time,
        queued.transaction_hash,
        queued.head,
        queued.entry,
        queued.entry_hash,
        case queued.contract when 'hub' then queued.chain else queued.chain_id end as channel_chain,
        case queued.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction
      from span
      cross join lateral (
        select q.* from entry_queued q
        where q.chain_id = span.chain_id and q.block_number between span.from_block and span.to_block
        offset 0
      ) queued
    ),
    channels as materialized (
      select sender.chain_id, sender.direction, coalesce(latest.position, 0) as position, sender.count
      from (select channel_chain as chain_id, direction, count(*) from sent group by 1, 2) sender
      left join lateral (
        select e.position from entry e
        where e.chain_id = sender.chain_id and e.direction = sender.direction
        order by e.position desc
        limit 1
      ) latest on true
    ),
    queued as materialized (
      select sent.*, channels.position + row_number() over (
        partition by sent.channel_chain, sent.direction order by sent.block_number, sent.log_index
      ) as position
      from sent
      join channels on channels.chain_id = sent.channel_chain and channels.direction = sent.direction
    ),
    delivered as materialized (
      select d.*, channels.position + 1 as first_added, channels.position + channels.count as last_added
      from channels
      cross join lateral (
        select d.* from delivery d
        where d.chain_id = channels.chain_id and d.direction = channels.direction
          and d.last_position > channels.position and d.first_position <= channels.position + channels.count
        offset 0
      ) d
    ),
    -- Which delivery an entry is in, and whether the delivery's last head is that of the entry at its last position.
    covering as materialized (
      select
        delivered.chain_id,
        delivered.direction,
        positions.position,
        delivered.last_position,
        last.head is not null as confirmed,
        delivered.delivered_at,
        delivered.block_number,
        delivered.log_index,
        delivered.transaction_hash
      from delivered
      left join queued last
        on last.channel_chain = delivered.chain_id and last.direction = delivered.direction
        and last.position = delivered.last_position and last.head = delivered.head_after
      cross join lateral generate_series(
        greatest(delivered.first_position, delivered.first_added), least(delivered.last_position, delivered.last_added)
      ) as positions (position)
    ),
    route as materialized (${channelRoutes(sql, sql`channels`)})
    insert into entry (
      chain_id, direction, position, head, entry, entry_hash, kind, timestamp, gas_price, fee, order_id,
      leg, hold, solver, repayment_account, repayment_ledger_account, repayment_chain, repayment_max_fee,
      depositor, beneficiary, minimum, to_vault, token, account, amount, token_fee, accepting, entry_fee,
      queued_at, queued_block_number, queued_transaction_hash,
      dispatched_at, accepted_at, delivered_at, delivered_block_number, delivered_log_index,
      delivered_transaction_hash, rejected_reason
    )
    select
      e.channel_chain,
      e.direction,
      e.position,
      e.head,
      e.entry,
      e.entry_hash,
      coalesce(said.kind, 'malformed'::entry_kind),
      ${sql.unsafe(
        Object.keys(saidColumns)
          .map((name) => `said.${name}`)
          .join(", "),
      )},
      e.block_time,
      e.block_number,
      e.transaction_hash,
      dispatched.block_time,
      accepted.block_time,
      case when covering.confirmed then covering.delivered_at end,
      case when covering.confirmed then covering.block_number end,
      case when covering.confirmed then covering.log_index end,
      case when covering.confirmed then covering.transaction_hash end,
      rejected.reason
    from queued e
    left join said
      on said.chain_id = e.chain_id and said.block_number = e.block_number and said.log_index = e.log_index
    left join covering
      on covering.chain_id = e.channel_chain and covering.direction = e.direction and covering.position = e.position
    join route on route.chain_id = e.channel_chain and route.direction = e.direction
    ${entryEvents(sql, sql`e.channel_chain`)}
    returning ${change(sql)}`;
}

/** What the entries of the `span`s say, of whichever kind. */
function saidInSpans(sql: TransactionSql) {
  const kinds = Object.entries(sayings).map(([kind, { table, columns }]) => {
    const values = Object.entries(saidColumns).map(([name, type]) =>
      (columns as readonly string[]).includes(name) ? `s.${name}` : `null::${type} as ${name}`,
    );
    return `
      select said.* from span
      cross join lateral (
        select s.chain_id, s.block_number, s.log_index, '${kind}'::entry_kind as kind, ${values.join(", ")}
        from ${table} s
        where s.chain_id = span.chain_id and s.block_number between span.from_block and span.to_block
        offset 0
      ) said`;
  });
  return sql.unsafe(kinds.join(" union all "));
}

function change(sql: TransactionSql) {
  return sql`chain_id as "chainId", direction, position, head, entry_hash as "entryHash", kind, order_id as "orderId"`;
}

/** Which rows of `entry` a chain is the sender of. */
function sentFrom(sql: TransactionSql, chainId: bigint, isHubChain: boolean) {
  const ownReports = sql`(chain_id = ${`${chainId}`} and direction = 'report')`;
  return isHubChain ? sql`(${ownReports} or direction = 'instruction')` : ownReports;
}
