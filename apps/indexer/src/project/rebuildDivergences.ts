import { createKeccak } from "hash-wasm";
import type { TransactionSql } from "postgres";
import { zeroAddress, zeroHash } from "viem";
import { arrayOf, type ChannelKey, channelName, type Span } from "./Changes.ts";
import type { EntryChange } from "./continueEntries.ts";
import { firstPositions } from "./firstPositions.ts";
import { settled } from "./settled.ts";
import type { BlockSpan } from "./touch.ts";

export type RebuildDivergencesParameters = {
  /** Blocks whose events are in place, one per chain, and whether others were taken away before. */
  spans: readonly (BlockSpan & { replaced: boolean })[];
  hubChainId: bigint;
  /** Heads that an event which came or went names. */
  heads: readonly (ChannelKey & { head: string })[];
  entriesRemoved: readonly EntryChange[];
  entriesAdded: readonly EntryChange[];
  deliveriesAdded: readonly Span[];
};

/**
 * Brings up to date where the two ends of channels disagree, once entries and deliveries are. An event is looked at when
 * it comes, and again when what its channel's sender did changes: what comes can only set right what was wrong, and only
 * what goes can make wrong what was right.
 */
export async function rebuildDivergences(sql: TransactionSql, parameters: RebuildDivergencesParameters): Promise<void> {
  const { spans, hubChainId, entriesRemoved, entriesAdded } = parameters;
  const replaced = spans.filter((span) => span.replaced);
  const changes = [...entriesRemoved, ...entriesAdded];
  const heads = [...parameters.heads, ...changes];
  if (replaced.length > 0) {
    await sql`
      delete from mismatch m
      using ${spansOf(sql, replaced)}
      where m.seen_chain = blocks.chain_id and m.block_number >= blocks.from_block`;
  }
  const [revised, broken] = await settled([
    removeMismatches(sql, heads, firstPositions(changes)),
    findBroken(sql, entriesAdded),
  ]);
  const accepted: EventKey[] = revised.filter(({ kind }) => kind === "accepted");
  const delivered: Span[] = [...parameters.deliveriesAdded];
  for (const { kind, chainId, direction, last } of revised) {
    if (kind === "delivered") delivered.push({ chainId, direction, first: last!, last: last! });
  }
  if (replaced.length > 0) {
    const [acceptances, deliveries] = await settled([
      acceptancesOf(sql, [...parameters.heads, ...entriesRemoved]),
      deliveriesFrom(sql, firstPositions(entriesRemoved)),
    ]);
    accepted.push(...acceptances);
    delivered.push(...deliveries);
  }
  await settled([
    insertDispatched(sql, spans),
    insertAccepted(sql, spans, accepted),
    insertDelivered(sql, hubChainId, delivered),
    insertQueued(sql, hubChainId, broken),
  ]);
}

type EventKey = { seenChain: string; blockNumber: string; logIndex: number };

/** Takes away the differences that what changed may have set right. */
async function removeMismatches(
  sql: TransactionSql,
  heads: readonly (ChannelKey & { head: string })[],
  changed: readonly (ChannelKey & { position: string })[],
): Promise<(EventKey & ChannelKey & { kind: string; last: string | null })[]> {
  if (heads.length + changed.length === 0) return [];
  return await sql`
    delete from mismatch m
    using (
      select m.seen_chain, m.block_number, m.log_index
      from unnest(${arrayOf(heads.map(({ head }) => head))}::bytes32[]) as named (head)
      join mismatch m on m.seen_head = named.head
      where m.kind = 'accepted'
      union
      select m.seen_chain, m.block_number, m.log_index
      from unnest(
        ${arrayOf(changed.map(({ chainId }) => chainId))}::uint64[],
        ${arrayOf(changed.map(({ direction }) => direction))}::channel_direction[],
        ${arrayOf(changed.map(({ position }) => position))}::bigint[]
      ) as changed (chain_id, direction, position)
      join mismatch m
        on m.chain_id = changed.chain_id and m.direction = changed.direction and m.position >= changed.position
      where m.kind = 'delivered'
    ) revised
    where m.seen_chain = revised.seen_chain and m.block_number = revised.block_number
      and m.log_index = revised.log_index
    returning
      m.seen_chain as "seenChain", m.block_number as "blockNumber", m.log_index as "logIndex", m.kind,
      m.chain_id as "chainId", m.direction, m.position as last`;
}

/** Where some heads were accepted. */
async function acceptancesOf(
  sql: TransactionSql,
  heads: readonly (ChannelKey & { head: string })[],
): Promise<EventKey[]> {
  return await sql`
    select distinct h.chain_id as "seenChain", h.block_number as "blockNumber", h.log_index as "logIndex"
    from unnest(${arrayOf(heads.map(({ head }) => head))}::bytes32[]) as named (head)
    join head_accepted h on h.head = named.head`;
}

/** Deliveries whose end is at some positions or later. */
async function deliveriesFrom(
  sql: TransactionSql,
  changed: readonly (ChannelKey & { position: string })[],
): Promise<Span[]> {
  return await sql`
    select d.chain_id as "chainId", d.direction, d.first_position as first, d.last_position as last
    from unnest(
      ${arrayOf(changed.map(({ chainId }) => chainId))}::uint64[],
      ${arrayOf(changed.map(({ direction }) => direction))}::channel_direction[],
      ${arrayOf(changed.map(({ position }) => position))}::bigint[]
    ) as changed (chain_id, direction, position)
    join delivery d
      on d.chain_id = changed.chain_id and d.direction = changed.direction and d.last_position >= changed.position`;
}

const keccak = await createKeccak(256);
const headInput = Buffer.alloc(64);

/** What `foldHeads` of one entry gives, ten times as quick: every entry is looked at. */
function extendHead(head: string, entryHash: string): string {
  headInput.write(head.slice(2), 0, "hex");
  headInput.write(entryHash.slice(2), 32, "hex");
  return `0x${keccak.init().update(headInput).digest("hex").slice(0, -4)}0000`;
}

type Broken = ChannelKey & { position: string; head: string; expected: string };

/** The entries of which the head does not follow from the entry and the head before. Postgres has no keccak. */
async function findBroken(sql: TransactionSql, entriesAdded: readonly EntryChange[]): Promise<Broken[]> {
  const channels = Map.groupBy(entriesAdded, channelName);
  const firsts = firstPositions(entriesAdded).filter(({ position }) => position !== "1");
  const before = new Map<string, string>();
  if (firsts.length > 0) {
    const rows = await sql<(ChannelKey & { head: string })[]>`
      select e.chain_id as "chainId", e.direction, e.head
      from unnest(
        ${arrayOf(firsts.map(({ chainId }) => chainId))}::uint64[],
        ${arrayOf(firsts.map(({ direction }) => direction))}::channel_direction[],
        ${arrayOf(firsts.map(({ position }) => position))}::bigint[]
      ) as first (chain_id, direction, position)
      join entry e
        on e.chain_id = first.chain_id and e.direction = first.direction and e.position = first.position - 1`;
    for (const row of rows) before.set(channelName(row), row.head);
  }
  const broken: Broken[] = [];
  for (const [name, entries] of channels) {
    let previous = before.get(name) ?? zeroHash;
    for (const entry of entries.toSorted((a, b) => Number(a.position) - Number(b.position))) {
      const { chainId, direction, position, head, entryHash } = entry;
      const expected = extendHead(previous, entryHash);
      if (expected !== head) broken.push({ chainId, direction, position, head, expected });
      previous = head;
    }
  }
  return broken;
}

async function insertQueued(sql: TransactionSql, hubChainId: bigint, broken: readonly Broken[]): Promise<void> {
  if (broken.length === 0) return;
  await sql`
    insert into mismatch (${columns(sql)})
    select
      q.chain_id, q.block_number, q.log_index, q.transaction_hash, q.block_time, 'queued', e.chain_id, e.direction,
      e.position, broken.expected, e.head
    from unnest(
      ${arrayOf(broken.map(({ chainId }) => chainId))}::uint64[],
      ${arrayOf(broken.map(({ direction }) => direction))}::channel_direction[],
      ${arrayOf(broken.map(({ position }) => position))}::bigint[],
      ${arrayOf(broken.map(({ expected }) => expected))}::bytes32[]
    ) as broken (chain_id, direction, position, expected)
    join entry e
      on e.chain_id = broken.chain_id and e.direction = broken.direction and e.position = broken.position
    join lateral (
      select q.* from entry_queued q
      where q.head = e.head and q.block_number = e.queued_block_number
        and q.transaction_hash = e.queued_transaction_hash
        and case e.direction
          when 'report' then q.contract = 'spoke' and q.chain_id = e.chain_id
          else q.contract = 'hub' and q.chain_id = ${`${hubChainId}`} and q.chain = e.chain_id
        end
      order by q.log_index
      limit 1
    ) q on true`;
}

async function insertDispatched(sql: TransactionSql, blocks: readonly BlockSpan[]): Promise<void> {
  await sql`
    insert into mismatch (${columns(sql)})
    select
      h.chain_id, h.block_number, h.log_index, h.transaction_hash, h.block_time, 'dispatched', c.chain_id, c.direction,
      null,
      -- Looked for only where there is a difference: it may be far back.
      (
        select e.head from entry e
        where e.chain_id = c.chain_id and e.direction = c.direction and e.queued_block_number <= h.block_number
        order by e.position desc
        limit 1
      ),
      h.head
    from ${spansOf(sql, blocks)}
    join head_dispatched h
      on h.chain_id = blocks.chain_id and h.block_number between blocks.from_block and blocks.to_block
    cross join lateral (
      select
        case h.contract when 'hub' then h.chain else h.chain_id end as chain_id,
        case h.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction
    ) c
    where not exists (
      select from entry e where e.head = h.head and e.chain_id = c.chain_id and e.direction = c.direction
    )`;
}

async function insertAccepted(
  sql: TransactionSql,
  blocks: readonly BlockSpan[],
  revised: readonly EventKey[],
): Promise<void> {
  await sql`
    insert into mismatch (${columns(sql)})
    select
      h.chain_id, h.block_number, h.log_index, h.transaction_hash, h.block_time, 'accepted', c.chain_id, c.direction,
      sent.position, null, h.head
    from (
      select h.chain_id, h.block_number, h.log_index
      from ${spansOf(sql, blocks)}
      join head_accepted h
        on h.chain_id = blocks.chain_id and h.block_number between blocks.from_block and blocks.to_block
      union
      select * from unnest(
        ${arrayOf(revised.map(({ seenChain }) => seenChain))}::uint64[],
        ${arrayOf(revised.map(({ blockNumber }) => blockNumber))}::bigint[],
        ${arrayOf(revised.map(({ logIndex }) => `${logIndex}`))}::integer[]
      ) as revised (chain_id, block_number, log_index)
    ) named
    join head_accepted h
      on h.chain_id = named.chain_id and h.block_number = named.block_number and h.log_index = named.log_index
    cross join lateral (
      select
        case h.contract when 'hub' then h.chain else h.chain_id end as chain_id,
        case h.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction
    ) c
    left join lateral (
      select e.position from entry e
      where e.head = h.head and e.chain_id = c.chain_id and e.direction = c.direction
      order by e.position
      limit 1
    ) sent on true
    where case
      -- It was shown to lead to a head that had been accepted, or proven; nobody has to have dispatched it.
      when h.gateway = ${zeroAddress} or exists (
        select from contract c
        where c.chain_id = h.chain_id and c.address = h.gateway and c.name in ('proof_gateway', 'quorum_gateway')
      ) then sent.position is null
      else not exists (
        select from head_dispatched d
        where d.head = h.head
          and case c.direction
            when 'report' then d.contract = 'spoke' and d.chain_id = c.chain_id
            else d.contract = 'hub' and d.chain = c.chain_id
          end
      )
    end`;
}

async function insertDelivered(sql: TransactionSql, hubChainId: bigint, deliveries: readonly Span[]): Promise<void> {
  if (deliveries.length === 0) return;
  await sql`
    insert into mismatch (${columns(sql)})
    select
      case d.direction when 'report' then ${`${hubChainId}`} else d.chain_id end,
      d.block_number, d.log_index, d.transaction_hash, d.delivered_at, 'delivered', d.chain_id, d.direction,
      d.last_position, last.head, d.head_after
    from (
      select distinct chain_id, direction, last_position from unnest(
        ${arrayOf(deliveries.map(({ chainId }) => chainId))}::uint64[],
        ${arrayOf(deliveries.map(({ direction }) => direction))}::channel_direction[],
        ${arrayOf(deliveries.map(({ last }) => last))}::bigint[]
      ) as named (chain_id, direction, last_position)
    ) named
    join delivery d
      on d.chain_id = named.chain_id and d.direction = named.direction and d.last_position = named.last_position
    left join entry last
      on last.chain_id = d.chain_id and last.direction = d.direction and last.position = d.last_position
    where last.head is distinct from d.head_after`;
}

function columns(sql: TransactionSql) {
  return sql`
    seen_chain, block_number, log_index, transaction_hash, seen_at, kind, chain_id, direction, position, expected_head,
    seen_head`;
}

function spansOf(sql: TransactionSql, blocks: readonly BlockSpan[]) {
  return sql`unnest(
    ${arrayOf(blocks.map(({ chainId }) => `${chainId}`))}::uint64[],
    ${arrayOf(blocks.map(({ fromBlock }) => `${fromBlock}`))}::bigint[],
    ${arrayOf(blocks.map(({ toBlock }) => `${toBlock}`))}::bigint[]
  ) as blocks (chain_id, from_block, to_block)`;
}
