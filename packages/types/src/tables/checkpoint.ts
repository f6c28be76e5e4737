import { index, integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { address, bytes32, int8, uint64 } from "./columns.ts";
import type { ContractName } from "./eventKey.ts";

/**
 * How far each chain is indexed: the state holds every event up to this block, and none after it. Before the first
 * block, `blockNumber` is that before the start block.
 */
export const checkpoint = pgTable("checkpoint", {
  chainId: uint64("chain_id").primaryKey(),
  name: text("name").notNull(),
  genesisHash: bytes32("genesis_hash").notNull(),
  /** The first block that is indexed. */
  startBlock: int8("start_block").notNull(),
  blockNumber: int8("block_number").notNull(),
  blockHash: bytes32("block_hash").notNull(),
  /** Seconds. */
  blockTime: uint64("block_time").notNull(),
  /** The latest block that the chain's finality rule covers, as far as known at that block; null if none is. */
  finalBlockNumber: int8("final_block_number"),
  /** The cut that moved this checkpoint last; zero before the first. */
  cutId: int8("cut_id").notNull(),
});

/** Every commit of the index, in sequence without gaps. */
export const cut = pgTable("cut", {
  id: int8("id").primaryKey(),
  committedAt: timestamp("committed_at", { withTimezone: true }).notNull(),
});

/** The checkpoints that a cut moved. A cut's state is, per chain, its latest row up to that cut. */
export const cutCheckpoint = pgTable(
  "cut_checkpoint",
  {
    cutId: int8("cut_id").notNull(),
    chainId: uint64("chain_id").notNull(),
    /** The first block that the commit applied: what was indexed of the chain from there on was taken away before. */
    fromBlock: int8("from_block").notNull(),
    /** Where the checkpoint stands since. */
    blockNumber: int8("block_number").notNull(),
    blockHash: bytes32("block_hash").notNull(),
    blockTime: uint64("block_time").notNull(),
    finalBlockNumber: int8("final_block_number"),
    /** How many blocks a reorg, or a rewind, took away in this commit. */
    replacedBlockCount: integer("replaced_block_count").notNull(),
  },
  (table) => [
    primaryKey({ name: "cut_checkpoint_key", columns: [table.cutId, table.chainId] }),
    index("cut_checkpoint_chain_id").on(table.chainId, table.cutId),
    index("cut_checkpoint_block_number").on(table.chainId, table.blockNumber, table.cutId),
  ],
);

/** The latest blocks of each chain, those that a reorg may still replace. */
export const block = pgTable(
  "block",
  {
    chainId: uint64("chain_id").notNull(),
    number: int8("number").notNull(),
    hash: bytes32("hash").notNull(),
    /** Seconds. */
    time: uint64("time").notNull(),
  },
  (table) => [primaryKey({ name: "block_key", columns: [table.chainId, table.number] })],
);

/** Where the contracts are whose events the state is made of. */
export const contract = pgTable(
  "contract",
  {
    chainId: uint64("chain_id").notNull(),
    name: text("name").$type<ContractName>().notNull(),
    address: address("address").notNull(),
  },
  (table) => [primaryKey({ name: "contract_key", columns: [table.chainId, table.name] })],
);

/** What a chain's worker does: it follows the chain, waits for another chain, can't read it, or has stopped. */
export type ChainState = "starting" | "following" | "waiting" | "unreachable" | "failing" | "stopped";

/** What becomes of each chain, as its worker says, about once a second. */
export const chainStatus = pgTable("chain_status", {
  chainId: uint64("chain_id").primaryKey(),
  state: text("state").$type<ChainState>().notNull(),
  since: timestamp("since", { withTimezone: true }).notNull(),
  /** Why it is unreachable, failing or stopped, and what to do. */
  reason: text("reason"),
  /** While it waits: for what its next block follows from. */
  waitsForChain: uint64("waits_for_chain"),
  waitsForHead: bytes32("waits_for_head"),
  /** The block that waits. */
  waitingBlockNumber: int8("waiting_block_number"),
  waitsSince: timestamp("waits_since", { withTimezone: true }),
  /** The latest head, and when the worker saw it; null if it has seen none. */
  headBlockNumber: int8("head_block_number"),
  headSeenAt: timestamp("head_seen_at", { withTimezone: true }),
  /** The process that indexes the chain. */
  worker: text("worker").notNull(),
});

/** Blocks that were committed though what they follow from could not be looked for. */
export const unproven = pgTable(
  "unproven",
  {
    chainId: uint64("chain_id").notNull(),
    /** Both ends included. */
    fromBlock: int8("from_block").notNull(),
    toBlock: int8("to_block").notNull(),
    /** The chain that could not be read. */
    sourceChain: uint64("source_chain").notNull(),
    since: timestamp("since", { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ name: "unproven_key", columns: [table.chainId, table.fromBlock, table.sourceChain] }),
    index("unproven_source_chain").on(table.sourceChain),
  ],
);

/** Events that could not be decoded, stored or projected, as the chain gave them. No other table holds them. */
export const poison = pgTable(
  "poison",
  {
    chainId: uint64("chain_id").notNull(),
    blockNumber: int8("block_number").notNull(),
    logIndex: integer("log_index").notNull(),
    blockHash: bytes32("block_hash").notNull(),
    /** Seconds. */
    blockTime: uint64("block_time").notNull(),
    transactionHash: bytes32("transaction_hash").notNull(),
    transactionIndex: integer("transaction_index").notNull(),
    address: address("address").notNull(),
    topics: text("topics").array().notNull(),
    data: text("data").notNull(),
    /** What is wrong with it. */
    error: text("error").notNull(),
  },
  (table) => [primaryKey({ name: "poison_key", columns: [table.chainId, table.blockNumber, table.logIndex] })],
);

/** Every time that somebody had a chain rewound. */
export const rewindLog = pgTable(
  "rewind_log",
  {
    /** The commit that did it. */
    cutId: int8("cut_id").notNull(),
    chainId: uint64("chain_id").notNull(),
    /** Where the chain's checkpoint stood, and stands since. */
    fromBlockNumber: int8("from_block_number").notNull(),
    fromBlockHash: bytes32("from_block_hash").notNull(),
    toBlockNumber: int8("to_block_number").notNull(),
    toBlockHash: bytes32("to_block_hash").notNull(),
    rewoundAt: timestamp("rewound_at", { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ name: "rewind_log_key", columns: [table.cutId, table.chainId] })],
);
