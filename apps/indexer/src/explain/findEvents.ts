import type { TransactionSql } from "postgres";
import type { CarriedEntry } from "./explainOrder.ts";
import type { EventKey } from "./readEvents.ts";

/** Where an event is, and an entry that it is about. */
export type FoundEvent = EventKey & { carried: CarriedEntry | undefined };

/** Two events, the second of which follows from the first, on another chain perhaps. */
export type Link = { from: EventKey; to: EventKey };

/** Tables of events that name an order. */
const orderTables = [
  "order_opened",
  "signed_order_opened",
  "order_paid_for",
  "output_held",
  "call_executed",
  "call_failed",
  "executor_swept",
  "order_settled",
  "order_aborted",
  "order_skipped",
  "fill_released",
  "payout_owed",
];

/** Tables of events of the ledger, which have orders as causes. */
const ledgerTables = ["custody_joined", "custody_left", "local_credited", "dust_reserved"];

/** What happens to an entry, in the order in which it does. */
const journey = ["queued", "dispatched", "sent", "executed", "accepted", "delivered", "rejected", "paid"] as const;

type Stop = { table: string; chainId: string; blockNumber: string; logIndex: number } | null;
type Journey = CarriedEntry & Record<(typeof journey)[number], Stop>;

/** Where the events behind an order are: those that name it, and those that carried its entries and payouts. */
export async function findEvents(sql: TransactionSql, orderId: string): Promise<{ keys: FoundEvent[]; links: Link[] }> {
  const [named, journeys] = await Promise.all([readNamed(sql, orderId), readJourneys(sql, orderId)]);
  const keys: FoundEvent[] = named.map((key) => ({ ...key, carried: undefined }));
  const links: Link[] = [];
  for (const { chainId, direction, position, kind, entry, entryHash, head, ...stops } of journeys) {
    const carried = { chainId, direction, position, kind, entry, entryHash, head };
    const taken = journey.flatMap((stop) => stops[stop] ?? []);
    for (const [index, key] of taken.entries()) {
      keys.push({ ...key, carried });
      if (index > 0) links.push({ from: taken[index - 1]!, to: key });
    }
  }
  return { keys, links };
}

async function readNamed(sql: TransactionSql, orderId: string): Promise<EventKey[]> {
  const named = await Promise.all(
    orderTables.map(
      (table) => sql<EventKey[]>`
        select ${table}::text as table, chain_id as "chainId", block_number as "blockNumber", log_index as "logIndex"
        from ${sql(table)} where order_id = ${orderId}`,
    ),
  );
  const posted = await Promise.all(
    ledgerTables.map(
      (table) => sql<EventKey[]>`
        select ${table}::text as table, chain_id as "chainId", block_number as "blockNumber", log_index as "logIndex"
        from ${sql(table)} where cause = ${orderId}`,
    ),
  );
  const claims = await sql<EventKey[]>`
    select distinct
      'payout_claimed' as table, c.chain_id as "chainId", c.block_number as "blockNumber", c.log_index as "logIndex"
    from payout p
    join payout_failed f on f.head = p.head and f.chain_id = p.chain
    join payout_claimed c
      on c.chain_id = p.chain and c.token = f.token and c.account = f.account and c.block_number = p.paid_block_number
      and c.transaction_hash = p.paid_transaction_hash
    where p.order_id = ${orderId} and p.status = 'claimed'`;
  return [...named.flat(), ...posted.flat(), ...claims];
}

async function readJourneys(sql: TransactionSql, orderId: string): Promise<Journey[]> {
  const key = (table: string) => sql`
    jsonb_build_object(
      'table', ${table}::text, 'chainId', h.chain_id::text, 'blockNumber', h.block_number::text, 'logIndex', h.log_index
    ) as key`;
  const bySender = sql`case e.direction
    when 'report' then h.contract = 'spoke' and h.chain_id = e.chain_id
    else h.contract = 'hub' and h.chain = e.chain_id
  end`;
  const byReceiver = sql`case e.direction
    when 'report' then h.contract = 'hub' and h.chain = e.chain_id
    else h.contract = 'spoke' and h.chain_id = e.chain_id
  end`;
  return await sql<Journey[]>`
    select
      e.chain_id as "chainId", e.direction, e.position, e.kind, e.entry, e.entry_hash as "entryHash", e.head,
      queued.key as queued, dispatched.key as dispatched, sent.key as sent, executed.key as executed,
      accepted.key as accepted, delivered.key as delivered, rejected.key as rejected, paid.key as paid
    from (
      select e.* from entry e where e.order_id = ${orderId}
      union
      select e.*
      from payout p
      join entry e on e.head = p.head and e.chain_id = p.chain and e.direction = 'instruction'
      where p.order_id = ${orderId}
    ) e
    left join lateral (
      select ${key("entry_queued")} from entry_queued h
      where h.head = e.head and h.block_number = e.queued_block_number and ${bySender}
      limit 1
    ) queued on true
    -- A later head carries the ones before it.
    left join lateral (
      select ${key("head_dispatched")}, h.send_id, h.chain_id
      from entry later
      join head_dispatched h on h.head = later.head and ${bySender}
      where later.chain_id = e.chain_id and later.direction = e.direction and later.position >= e.position
        and later.dispatched_at is not null
      order by later.position, h.block_number, h.log_index
      limit 1
    ) dispatched on true
    left join lateral (
      select ${key("message_sent")} from message_sent h
      where h.send_id = dispatched.send_id and h.chain_id = dispatched.chain_id
      limit 1
    ) sent on true
    left join lateral (
      select ${key("message_executed")} from message_executed h
      where h.send_id = dispatched.send_id
      order by h.block_number, h.log_index
      limit 1
    ) executed on true
    left join lateral (
      select ${key("head_accepted")}
      from entry later
      join head_accepted h on h.head = later.head and ${byReceiver}
      where later.chain_id = e.chain_id and later.direction = e.direction and later.position >= e.position
        and later.accepted_at is not null
      order by later.position, h.block_number, h.log_index
      limit 1
    ) accepted on true
    left join lateral (
      select ${key("entries_delivered")} from entries_delivered h
      where h.block_number = e.delivered_block_number and h.log_index = e.delivered_log_index and ${byReceiver}
      limit 1
    ) delivered on true
    left join lateral (
      select ${key("entry_rejected")} from entry_rejected h where h.head = e.head and ${byReceiver}
      limit 1
    ) rejected on true
    left join lateral (
      select ${key("payout_paid")} from payout_paid h where h.head = e.head and h.chain_id = e.chain_id
      union all
      select ${key("payout_failed")} from payout_failed h where h.head = e.head and h.chain_id = e.chain_id
      limit 1
    ) paid on true
    order by e.direction, e.chain_id, e.position`;
}
