import { sql } from "drizzle-orm";
import { index, integer, pgTable, pgView, primaryKey } from "drizzle-orm/pg-core";
import { bytes, bytes32, int8, uint64 } from "./columns.ts";
import { channelDirection, divergenceKind } from "./enums.ts";

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
  /** The spoke's chain of the channel. */
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
  position: int8("position"),
  /** What the sender's own entries give there; null if nothing. */
  expectedHead: bytes32("expected_head"),
  /** The sender's entry there; null if it has none. */
  expectedEntry: bytes("expected_entry"),
  seenHead: bytes32("seen_head").notNull(),
}).as(sql`
  select
    m.seen_chain,
    m.block_number,
    m.log_index,
    m.transaction_hash,
    m.seen_at,
    m.kind,
    m.chain_id,
    m.direction,
    m.position,
    m.expected_head,
    e.entry as expected_entry,
    m.seen_head
  from mismatch m
  left join entry e on e.chain_id = m.chain_id and e.direction = m.direction and e.position = m.position`);
