import { sql } from "drizzle-orm";
import { index, integer, pgTable, pgView, primaryKey } from "drizzle-orm/pg-core";
import { bytes, bytes32, int8, uint64 } from "./columns.ts";
import { channelDirection, divergenceKind, divergenceStatus } from "./enums.ts";

/**
 * Events of a channel's ends that do not follow from what its sender did, as far as the chains are indexed; keyed by the
 * event. `divergence` shows them.
 */
export const mismatch = pgTable(
  "mismatch",
  {
    seenChain: uint64("seen_chain").notNull(),
    blockNumber: int8("block_number").notNull(),
    logIndex: integer("log_index").notNull(),
    transactionHash: bytes32("transaction_hash").notNull(),
    /** On the chain where it was seen; seconds. */
    seenAt: uint64("seen_at").notNull(),
    kind: divergenceKind("kind").notNull(),
    /** The channel. */
    chainId: uint64("chain_id").notNull(),
    direction: channelDirection("direction").notNull(),
    /** Of the last entry that it is about; null where the sender has none of that head. */
    position: int8("position"),
    expectedHead: bytes32("expected_head"),
    seenHead: bytes32("seen_head").notNull(),
  },
  (table) => [
    primaryKey({ name: "mismatch_key", columns: [table.seenChain, table.blockNumber, table.logIndex] }),
    index("mismatch_channel").on(table.chainId, table.direction, table.position),
    index("mismatch_seen_head").on(table.seenHead),
  ],
);

/**
 * Where the two ends of a channel disagree: what was accepted or delivered although the sender never sent it, and what
 * the sender sent although it does not follow from its own entries.
 */
export const divergence = pgView("divergence", {
  /** The event that shows it. */
  seenChain: uint64("seen_chain").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
  transactionHash: bytes32("transaction_hash").notNull(),
  seenAt: uint64("seen_at").notNull(),
  kind: divergenceKind("kind").notNull(),
  /** `unproven` while the sender's chain could not be read when the event was committed, nor since. */
  status: divergenceStatus("status").notNull(),
  /** The spoke's chain of the channel. */
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
  position: int8("position"),
  /** What the sender's own entries give there; null if nothing. */
  expectedHead: bytes32("expected_head"),
  /** What the sender queued at that position; null if nothing. */
  entry: bytes("entry"),
  seenHead: bytes32("seen_head").notNull(),
}).as(sql`
  select
    m.seen_chain,
    m.block_number,
    m.log_index,
    m.transaction_hash,
    m.seen_at,
    m.kind,
    case when exists (
      select from unproven u
      where u.chain_id = m.seen_chain and m.block_number between u.from_block and u.to_block
        and u.source_chain = case m.direction
          when 'report' then m.chain_id
          else (select h.chain_id from contract h where h.name = 'hub')
        end
    ) then 'unproven' else 'diverged' end::divergence_status as status,
    m.chain_id,
    m.direction,
    m.position,
    m.expected_head,
    e.entry,
    m.seen_head
  from mismatch m
  left join entry e on e.chain_id = m.chain_id and e.direction = m.direction and e.position = m.position`);

/** From where on a channel can't be relied on: what follows from it shows as diverged. */
export const divergedChannel = pgView("diverged_channel", {
  /** The spoke's chain. */
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
  /** Of the first entry that is in doubt; null if only heads are, that lead to no entry. */
  position: int8("position"),
  /** The receiver's block that first took something which is in doubt; null if it took nothing of it yet. */
  takenBlockNumber: int8("taken_block_number"),
}).as(sql`
  select
    m.chain_id,
    m.direction,
    min(case m.kind when 'delivered' then d.first_position else m.position end) as position,
    min(case m.kind when 'delivered' then m.block_number else e.delivered_block_number end) as taken_block_number
  from mismatch m
  left join delivery d
    on m.kind = 'delivered' and d.chain_id = m.chain_id and d.direction = m.direction and d.last_position = m.position
  left join entry e
    on m.kind <> 'delivered' and e.chain_id = m.chain_id and e.direction = m.direction and e.position = m.position
  group by m.chain_id, m.direction`);
