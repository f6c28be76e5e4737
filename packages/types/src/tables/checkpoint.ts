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
  blockNumber: int8("block_number").notNull(),
  blockHash: bytes32("block_hash").notNull(),
  /** Seconds. */
  blockTime: uint64("block_time").notNull(),
  /** The latest block that the chain's finality rule covers, as far as known at that block; null if none is. */
  finalBlockNumber: int8("final_block_number"),
  /** The cut that moved this checkpoint last; zero before the first. */
  cutId: int8("cut_id").notNull(),
});

/** Every commit of the index, in sequence without gaps. A cut's state is, per chain, its latest row up to there. */
export const cut = pgTable(
  "cut",
  {
    id: int8("id").primaryKey(),
    /** The chain whose checkpoint it moved, and to where. */
    chainId: uint64("chain_id").notNull(),
    blockNumber: int8("block_number").notNull(),
    blockHash: bytes32("block_hash").notNull(),
    blockTime: uint64("block_time").notNull(),
    finalBlockNumber: int8("final_block_number"),
    /** How many blocks a reorg took away in this commit. */
    replacedBlockCount: integer("replaced_block_count").notNull(),
    committedAt: timestamp("committed_at", { withTimezone: true }).notNull(),
  },
  (table) => [index("cut_chain_id").on(table.chainId, table.id)],
);

/** The latest blocks of each chain, those that a reorg may still replace. */
export const block = pgTable(
  "block",
  {
    chainId: uint64("chain_id").notNull(),
    number: int8("number").notNull(),
    hash: bytes32("hash").notNull(),
    parentHash: bytes32("parent_hash").notNull(),
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
