import { boolean, index, integer, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { address, bytes32, uint64, uint256 } from "./columns.ts";
import { eventKey } from "./eventKey.ts";

/*
 * What an entry says, decoded: one table per kind, keyed by the EntryQueued event that holds it. An entry that is
 * malformed, which the other end rejects, has no row here.
 */

/** A spoke's clock and the gas price there. */
export const reportHeartbeat = pgTable(
  "report_heartbeat",
  {
    ...eventKey(),
    /** The spoke's `block.timestamp`, seconds. */
    timestamp: uint64("timestamp").notNull(),
    /** The block's base fee, in wei. */
    gasPrice: uint64("gas_price").notNull(),
  },
  (table) => [
    primaryKey({ name: "report_heartbeat_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

/** All legs of an order that originate on the reporting chain were escrowed, once more. */
export const reportEscrowed = pgTable(
  "report_escrowed",
  {
    ...eventKey(),
    timestamp: uint64("timestamp").notNull(),
    orderId: bytes32("order_id").notNull(),
    /** What was paid for the entry, in gwei of the reporting chain's native token. */
    fee: uint64("fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "report_escrowed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("report_escrowed_order_id").using("hash", table.orderId),
  ],
);

/** A leg was filled on the reporting chain. */
export const reportFilled = pgTable(
  "report_filled",
  {
    ...eventKey(),
    timestamp: uint64("timestamp").notNull(),
    orderId: bytes32("order_id").notNull(),
    leg: smallint("leg").notNull(),
    hold: boolean("hold").notNull(),
    solver: address("solver").notNull(),
    repaymentAccount: bytes32("repayment_account").notNull(),
    repaymentLedgerAccount: address("repayment_ledger_account").notNull(),
    repaymentChain: uint64("repayment_chain").notNull(),
    /** Most imbalance fee for being paid on another chain, in parts per million. */
    repaymentMaxFee: integer("repayment_max_fee").notNull().default(0),
    /** In gwei of the reporting chain's native token. */
    fee: uint64("fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "report_filled_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("report_filled_order_id").using("hash", table.orderId),
  ],
);

/** The order takes no further fill on the reporting chain. */
export const reportCancelled = pgTable(
  "report_cancelled",
  {
    ...eventKey(),
    timestamp: uint64("timestamp").notNull(),
    orderId: bytes32("order_id").notNull(),
    /** In gwei of the reporting chain's native token. */
    fee: uint64("fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "report_cancelled_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("report_cancelled_order_id").using("hash", table.orderId),
  ],
);

/** The reporting chain took tokens in for the ledger. */
export const reportDeposited = pgTable(
  "report_deposited",
  {
    ...eventKey(),
    timestamp: uint64("timestamp").notNull(),
    /** As a 32-byte account of the reporting chain. */
    token: bytes32("token").notNull(),
    /** In the token's own unit. */
    amount: uint256("amount").notNull(),
    depositor: address("depositor").notNull(),
    beneficiary: address("beneficiary").notNull(),
    /** Least credit in ledger units; with `toVault`, least shares. */
    minimum: uint256("minimum").notNull(),
    toVault: boolean("to_vault").notNull(),
    /** In gwei of the reporting chain's native token. */
    fee: uint64("fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "report_deposited_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("report_deposited_beneficiary").on(table.beneficiary),
  ],
);

/** The spoke is told to pay. */
export const instructionPay = pgTable(
  "instruction_pay",
  {
    ...eventKey(),
    /** As a 32-byte account of the spoke's chain. */
    token: bytes32("token").notNull(),
    account: bytes32("account").notNull(),
    amount: uint256("amount").notNull(),
    /** What whoever delivers it is paid, in gwei of the spoke's native token. */
    fee: uint64("fee").notNull(),
    /** What they can claim besides, in the token's own unit. */
    tokenFee: uint256("token_fee").notNull().default(0n),
  },
  (table) => [primaryKey({ name: "instruction_pay_key", columns: [table.chainId, table.blockNumber, table.logIndex] })],
);

/** The spoke is told whether it takes orders and fills, and the least fee of an entry. */
export const instructionConfigure = pgTable(
  "instruction_configure",
  {
    ...eventKey(),
    accepting: boolean("accepting").notNull(),
    /** In wei. */
    entryFee: uint256("entry_fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "instruction_configure_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);
