import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { address, bytes, bytes32, int8, uint64, uint256 } from "./columns.ts";
import { callStatus, decision, legStatus, payoutKind, payoutStatus } from "./enums.ts";

/**
 * Every order that any chain has told of. What the order says is null while only a report of it is known.
 * `openedAt` is the earliest of its openings, `decidedAt` the hub's clock; seconds.
 */
export const order = pgTable(
  "order",
  {
    orderId: bytes32("order_id").primaryKey(),
    user: address("user"),
    nonce: uint256("nonce"),
    openDeadline: uint64("open_deadline"),
    fillDeadline: uint64("fill_deadline"),
    solver: address("solver"),
    exclusiveUntil: uint64("exclusive_until"),
    pooled: boolean("pooled"),
    cancellable: boolean("cancellable"),
    legCount: smallint("leg_count"),
    /** Null while it is not known whether the order has calls: who decides an order may leave them out. */
    callCount: integer("call_count"),
    openedAt: uint64("opened_at"),
    decision: decision("decision").notNull(),
    decidedAt: uint64("decided_at"),
    decidedBlockNumber: int8("decided_block_number"),
    decidedTransactionHash: bytes32("decided_transaction_hash"),
  },
  (table) => [index("order_user").on(table.user), index("order_decision").on(table.decision, table.openedAt)],
);

/** The legs of orders. What the leg says is null while only a report of its fill is known. */
export const leg = pgTable(
  "leg",
  {
    orderId: bytes32("order_id").notNull(),
    /** Index in the order, from 0. */
    position: smallint("position").notNull(),
    originChain: uint64("origin_chain"),
    inputToken: address("input_token"),
    inputAmount: uint256("input_amount"),
    destinationChain: uint64("destination_chain"),
    outputToken: bytes32("output_token"),
    outputAmount: uint256("output_amount"),
    recipient: bytes32("recipient"),
    /** How often the leg was escrowed on its origin chain, and when first. */
    escrowCount: integer("escrow_count").notNull(),
    escrowedAt: uint64("escrowed_at"),
    /** How many of these the hub has processed the reports of, and how many it has paid out or back. */
    escrowReportedCount: integer("escrow_reported_count").notNull(),
    escrowReleasedCount: integer("escrow_released_count").notNull(),
    status: legStatus("status").notNull(),
    /**
     * The fill on the destination chain, as it was reported; nulls if there is none. The fee is in gwei. Of a pooled
     * order, the fill at the hub, and whose balance it was filled from.
     */
    filledAt: uint64("filled_at"),
    hold: boolean("hold"),
    solver: address("solver"),
    repaymentAccount: bytes32("repayment_account"),
    repaymentLedgerAccount: address("repayment_ledger_account"),
    repaymentChain: uint64("repayment_chain"),
    /** Most imbalance fee for being paid on another chain, in parts per million. */
    repaymentMaxFee: integer("repayment_max_fee"),
    fillFee: uint64("fill_fee"),
    filledBlockNumber: int8("filled_block_number"),
    filledTransactionHash: bytes32("filled_transaction_hash"),
    /** Whether the hub has processed the report of the fill. */
    fillReported: boolean("fill_reported").notNull(),
    /** Whether the hub has told the spoke to return the held output to its solver. */
    returned: boolean("returned").notNull(),
    /** Whether the hub has paid out what the fill's fee pays for. */
    fillFeeReleased: boolean("fill_fee_released").notNull(),
    /** When the order was cancelled on the destination chain; a leg that was filled before stays filled. */
    cancelledAt: uint64("cancelled_at"),
    cancelledBlockNumber: int8("cancelled_block_number"),
    cancelledTransactionHash: bytes32("cancelled_transaction_hash"),
    /** Whether the hub has processed the report of the cancellation. */
    cancelReported: boolean("cancel_reported").notNull(),
  },
  (table) => [
    primaryKey({ name: "leg_key", columns: [table.orderId, table.position] }),
    index("leg_solver").on(table.solver),
    index("leg_unreleased").on(table.orderId).where(sql`escrow_reported_count > escrow_released_count`),
  ],
);

/**
 * The calls of orders, one per destination chain, by ascending chain as in the order. What the call says is null while
 * only its outcome is known.
 */
export const call = pgTable(
  "call",
  {
    orderId: bytes32("order_id").notNull(),
    /** Where it runs. */
    chainId: uint64("chain_id").notNull(),
    gas: uint256("gas"),
    fallbackRecipient: bytes32("fallback_recipient"),
    /** What to run, encoded for the executor of that chain. */
    calls: bytes("calls"),
    status: callStatus("status").notNull(),
    /** When it was executed or failed. */
    ranAt: uint64("ran_at"),
    ranBlockNumber: int8("ran_block_number"),
    ranTransactionHash: bytes32("ran_transaction_hash"),
  },
  (table) => [
    primaryKey({ name: "call_key", columns: [table.orderId, table.chainId] }),
    index("call_pending").on(table.orderId).where(sql`status = 'pending'`),
  ],
);

/** What chains have reported of orders, as the hub keeps it. */
export const escrow = pgTable(
  "escrow",
  {
    orderId: bytes32("order_id").notNull(),
    chainId: uint64("chain_id").notNull(),
    /** How often the order was opened on the chain. */
    openedCount: integer("opened_count").notNull(),
    /** How many of these the hub has processed the reports of, and how many it has paid out or back. */
    reportedCount: integer("reported_count").notNull(),
    releasedCount: integer("released_count").notNull(),
    /** What is left of their fees for who decides and who delivers the payout, in gwei of the chain's native token. */
    pendingFee: uint256("pending_fee").notNull(),
    /** Whether the hub has processed a report that the order was cancelled there. */
    cancelled: boolean("cancelled").notNull(),
  },
  (table) => [primaryKey({ name: "escrow_key", columns: [table.orderId, table.chainId] })],
);

/** Every payout that an order owes, keyed by the hub's PayoutOwed event. */
export const payout = pgTable(
  "payout",
  {
    owedBlockNumber: int8("owed_block_number").notNull(),
    owedLogIndex: integer("owed_log_index").notNull(),
    orderId: bytes32("order_id").notNull(),
    leg: smallint("leg").notNull(),
    kind: payoutKind("kind").notNull(),
    /** Where it is paid. */
    chain: uint64("chain").notNull(),
    /** 32-byte accounts of that chain. */
    token: bytes32("token").notNull(),
    account: bytes32("account").notNull(),
    amount: uint256("amount").notNull(),
    /** What whoever delivers it is paid besides, out of the ledger; in the token's own unit. */
    payoutFee: uint256("payout_fee").notNull(),
    owedAt: uint64("owed_at").notNull(),
    owedTransactionHash: bytes32("owed_transaction_hash").notNull(),
    /** The instruction that carries it, together with other payouts of the transaction to the same account. */
    head: bytes32("head"),
    status: payoutStatus("status").notNull(),
    /** When the spoke paid it, or the claim that completed it: claims pay the oldest failure first; seconds. */
    paidAt: uint64("paid_at"),
    paidBlockNumber: int8("paid_block_number"),
    paidTransactionHash: bytes32("paid_transaction_hash"),
  },
  (table) => [
    primaryKey({ name: "payout_key", columns: [table.owedBlockNumber, table.owedLogIndex] }),
    index("payout_order_id").using("hash", table.orderId),
    index("payout_head").using("hash", table.head),
    index("payout_account").on(table.account),
  ],
);

/**
 * What an account can claim from a spoke: payouts that its token refused, what a delivery earned it that it refused, and
 * the payout fees of what it delivered.
 */
export const claimable = pgTable(
  "claimable",
  {
    chainId: uint64("chain_id").notNull(),
    token: address("token").notNull(),
    account: address("account").notNull(),
    /** In the token's own unit; never zero. */
    amount: uint256("amount").notNull(),
  },
  (table) => [primaryKey({ name: "claimable_key", columns: [table.chainId, table.token, table.account] })],
);
