import { index, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { address, bytes32, int8, uint64, uint256 } from "./columns.ts";
import { payoutStatus } from "./enums.ts";

/**
 * What accounts earned at the hub by delivering a chain's reports and deciding orders, all in gwei of the chain's native
 * token.
 */
export const earning = pgTable(
  "earning",
  {
    /** Whose native token it is. */
    chainId: uint64("chain_id").notNull(),
    account: address("account").notNull(),
    earned: uint256("earned").notNull(),
    collected: uint256("collected").notNull(),
    /** The difference: what the account can collect. */
    uncollected: uint256("uncollected").notNull(),
  },
  (table) => [primaryKey({ name: "earning_key", columns: [table.chainId, table.account] })],
);

/** Every collection of what an account had earned, keyed by the hub's FeesCollected event. */
export const collection = pgTable(
  "collection",
  {
    collectedBlockNumber: int8("collected_block_number").notNull(),
    collectedLogIndex: integer("collected_log_index").notNull(),
    account: address("account").notNull(),
    /** Where it is paid. */
    chain: uint64("chain").notNull(),
    /** 32-byte account of that chain. */
    recipient: bytes32("recipient").notNull(),
    /** In gwei; the recipient is paid what the delivery fee leaves of it. */
    amount: uint256("amount").notNull(),
    deliveryFee: uint256("delivery_fee").notNull(),
    collectedAt: uint64("collected_at").notNull(),
    collectedTransactionHash: bytes32("collected_transaction_hash").notNull(),
    /** The instruction that carries it. */
    head: bytes32("head"),
    status: payoutStatus("status").notNull(),
    /** As of payouts. */
    paidAt: uint64("paid_at"),
    paidBlockNumber: int8("paid_block_number"),
    paidTransactionHash: bytes32("paid_transaction_hash"),
  },
  (table) => [
    primaryKey({ name: "collection_key", columns: [table.collectedBlockNumber, table.collectedLogIndex] }),
    index("collection_head").using("hash", table.head),
    index("collection_account").on(table.account, table.chain),
  ],
);
