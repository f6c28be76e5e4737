import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { address, bytes, bytes32, int8, uint64, uint256 } from "./columns.ts";
import { channelDirection, entryKind } from "./enums.ts";

/** A channel: that of a spoke's chain to the hub (`report`), or back (`instruction`). */
const channelKey = () => ({
  /** The spoke's chain. */
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
});

/**
 * How far each channel has come. Counts are positions: the first entry has 1. A head is null where the count is 0.
 * `processed ≤ accepted ≤ dispatched`, and all `≤ queued` once every chain is indexed. Of what is not processed yet, only
 * what went over the present routes counts: a head that was accepted over an earlier route has to come again.
 */
export const channel = pgTable(
  "channel",
  {
    ...channelKey(),
    queuedCount: int8("queued_count").notNull(),
    queuedHead: bytes32("queued_head"),
    /** The furthest head that was handed to a gateway, and whose message was not used up on an earlier route. */
    dispatchedCount: int8("dispatched_count").notNull(),
    dispatchedHead: bytes32("dispatched_head"),
    /** The furthest head that the receiver accepted. */
    acceptedCount: int8("accepted_count").notNull(),
    acceptedHead: bytes32("accepted_head"),
    processedCount: int8("processed_count").notNull(),
    processedHead: bytes32("processed_head"),
    /** The sender's and the receiver's gateway; null without a route. */
    senderGateway: address("sender_gateway"),
    receiverGateway: address("receiver_gateway"),
  },
  (table) => [primaryKey({ name: "channel_key", columns: [table.chainId, table.direction] })],
);

/** Every entry of every channel, in order, with what became of it. Times are seconds of the chain on which it happened. */
export const entry = pgTable(
  "entry",
  {
    ...channelKey(),
    /** In the channel, from 1. */
    position: int8("position").notNull(),
    head: bytes32("head").notNull(),
    entry: bytes("entry").notNull(),
    entryHash: bytes32("entry_hash").notNull(),
    kind: entryKind("kind").notNull(),
    /** Of reports: the spoke's clock. */
    timestamp: uint64("timestamp"),
    /** Of heartbeats: the base fee of the spoke's chain, in wei. */
    gasPrice: uint64("gas_price"),
    /**
     * Of escrowed, filled, cancelled and deposited: what was paid for it; of pay: what whoever delivers it is paid. In gwei of the
     * spoke's native token.
     */
    fee: uint64("fee"),
    /** Of escrowed, filled and cancelled. */
    orderId: bytes32("order_id"),
    /** Of filled. */
    leg: smallint("leg"),
    hold: boolean("hold"),
    solver: address("solver"),
    repaymentAccount: bytes32("repayment_account"),
    repaymentLedgerAccount: address("repayment_ledger_account"),
    repaymentChain: uint64("repayment_chain"),
    repaymentMaxFee: integer("repayment_max_fee"),
    /** Of deposited; the least credit in ledger units, or the least shares. */
    depositor: address("depositor"),
    beneficiary: address("beneficiary"),
    minimum: uint256("minimum"),
    toVault: boolean("to_vault"),
    /** Of deposited and pay. */
    token: bytes32("token"),
    amount: uint256("amount"),
    /** Of pay; the token fee is what whoever delivers it can claim besides, in the token's own unit. */
    account: bytes32("account"),
    tokenFee: uint256("token_fee"),
    /** Of configure; the fee in wei. */
    accepting: boolean("accepting"),
    entryFee: uint256("entry_fee"),
    queuedAt: uint64("queued_at").notNull(),
    queuedBlockNumber: int8("queued_block_number").notNull(),
    queuedTransactionHash: bytes32("queued_transaction_hash").notNull(),
    /**
     * When exactly this entry's head was first dispatched and accepted; null where a later head stood in for it. Of an
     * entry that is not processed yet, what happened before the present routes does not count.
     */
    dispatchedAt: uint64("dispatched_at"),
    acceptedAt: uint64("accepted_at"),
    deliveredAt: uint64("delivered_at"),
    deliveredBlockNumber: int8("delivered_block_number"),
    deliveredLogIndex: integer("delivered_log_index"),
    deliveredTransactionHash: bytes32("delivered_transaction_hash"),
    /** Selector of the error for which the receiver rejected it; null if it took effect or was not delivered yet. */
    rejectedReason: bytes("rejected_reason"),
  },
  (table) => [
    primaryKey({ name: "entry_key", columns: [table.chainId, table.direction, table.position] }),
    // Hashes are asked for by equality alone: a hash index is quicker to fill, and much smaller.
    index("entry_head").using("hash", table.head),
    index("entry_order_id").using("hash", table.orderId),
    // The furthest dispatched and accepted entries, and the latest delivered time, are the first rows of an index.
    index("entry_dispatched").on(table.chainId, table.direction, table.position).where(sql`dispatched_at is not null`),
    index("entry_accepted").on(table.chainId, table.direction, table.position).where(sql`accepted_at is not null`),
    index("entry_heartbeat")
      .on(table.chainId, table.position)
      .where(sql`kind = 'heartbeat' and delivered_at is not null`),
    index("entry_configure").on(table.chainId, table.position).where(sql`kind = 'configure'`),
    index("entry_deposited").on(table.chainId, table.position).where(sql`kind = 'deposited'`),
    index("entry_watermark")
      .on(table.chainId, table.timestamp)
      .where(sql`direction = 'report' and delivered_at is not null and timestamp is not null`),
  ],
);

/** Every delivery of every channel, in order, with the positions that it covers. */
export const delivery = pgTable(
  "delivery",
  {
    ...channelKey(),
    /** Positions of the first and the last entry delivered. */
    firstPosition: int8("first_position").notNull(),
    lastPosition: int8("last_position").notNull(),
    headBefore: bytes32("head_before").notNull(),
    headAfter: bytes32("head_after").notNull(),
    /** On the receiver's chain. */
    deliveredAt: uint64("delivered_at").notNull(),
    blockNumber: int8("block_number").notNull(),
    logIndex: integer("log_index").notNull(),
    transactionHash: bytes32("transaction_hash").notNull(),
  },
  (table) => [
    primaryKey({ name: "delivery_key", columns: [table.chainId, table.direction, table.lastPosition] }),
    index("delivery_block_number").on(table.blockNumber),
  ],
);

/** Each spoke's chain: what the hub knows and says of it, and what the spoke says itself. Fees of entries are in wei. */
export const chain = pgTable("chain", {
  chainId: uint64("chain_id").primaryKey(),
  /** Latest time, on the chain's own clock, up to which the hub has processed all its reports; zero if none. */
  watermark: uint64("watermark").notNull(),
  /** When reports of the chain were delivered last, on the hub's clock. */
  heardAt: uint64("heard_at"),
  /** Of the last heartbeat that the hub has processed, in wei; zero if none. */
  gasPrice: uint64("gas_price").notNull(),
  /** The hub's route to the chain; null without one. */
  gateway: address("gateway"),
  spoke: address("spoke"),
  /** Whether the hub gave the chain up: its open legs count as expired. */
  retired: boolean("retired").notNull(),
  /** What the hub told the spoke last, and when: whether to take orders and fills, and the least fee of an entry. */
  accepting: boolean("accepting").notNull(),
  entryFee: uint256("entry_fee").notNull(),
  configuredAt: uint64("configured_at"),
  /** Whether the spoke has not taken that yet. */
  configurationPending: boolean("configuration_pending").notNull(),
  /** Bounds of the entry fee in gwei, and what one native token of the hub's chain is worth here, with 18 decimals. */
  feeMinimum: uint64("fee_minimum").notNull(),
  feeMaximum: uint64("fee_maximum").notNull(),
  feeRate: uint256("fee_rate").notNull(),
  /** What the spoke has taken of the hub's configuration last. */
  spokeAccepting: boolean("spoke_accepting").notNull(),
  spokeEntryFee: uint256("spoke_entry_fee").notNull(),
  /** What is paused on the spoke. */
  opensPaused: boolean("opens_paused").notNull(),
  fillsPaused: boolean("fills_paused").notNull(),
  /** The chain's wrapped native token; null while none is set. */
  wrappedNative: address("wrapped_native"),
});
