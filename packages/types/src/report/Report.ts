import type { Address, Hex } from "viem";
import type { Fill } from "./Fill.ts";

/**
 * What a spoke reports to the hub as a channel entry. Times are in seconds of the spoke's clock.
 *
 * Packed, big-endian; fees in gwei of the spoke's native token:
 * - heartbeat (14 bytes): kind 1, timestamp 5, gas price 8
 * - escrowed (43 bytes): kind 1, timestamp 5, orderId 32, fee 5
 * - filled (128 bytes): kind 1, filledAt 5, orderId 32, leg 1, hold 1, solver 20, repayment account 32, ledger account
 *   20, repayment chain 8, largest imbalance fee 3, fee 5
 * - cancelled (43 bytes): kind 1, timestamp 5, orderId 32, fee 5
 * - deposited (104 bytes): kind 1, timestamp 5, token 20, amount 16, depositor 20, beneficiary 20, minimum 16, to vault 1,
 *   fee 5
 */
export type Report = HeartbeatReport | EscrowedReport | FilledReport | CancelledReport | DepositedReport;

/** What an order's own reports share. */
type ReportOfOrder = {
  timestamp: bigint;
  orderId: Hex;
  /** Entry fee that was paid, in gwei of the spoke's native token. */
  fee: bigint;
};

export type HeartbeatReport = {
  kind: "heartbeat";
  timestamp: bigint;
  /** The block's base fee, in wei. */
  gasPrice: bigint;
};

/** The chain escrowed the inputs of all of the order's legs that originate on it. */
export type EscrowedReport = { kind: "escrowed" } & ReportOfOrder;

/** No leg of the order can be filled on the chain any more. */
export type CancelledReport = { kind: "cancelled" } & ReportOfOrder;

export type FilledReport = {
  kind: "filled";
  orderId: Hex;
  /** Position of the leg in the order. */
  leg: number;
  fill: Fill;
};

/** The spoke took tokens in for the hub's ledger. */
export type DepositedReport = {
  kind: "deposited";
  timestamp: bigint;
  /** Who brought them, and gets them back if the ledger does not take them. */
  depositor: Address;
  deposit: Deposit;
  /** Entry fee that was paid, in gwei of the spoke's native token. */
  fee: bigint;
};

/** What becomes ledger balance, or shares of the asset's vault. */
export type Deposit = {
  /** On the spoke's chain. */
  token: Address;
  /** In the token's own unit; 128 bits. */
  amount: bigint;
  /** Whose ledger balance, or shares, it becomes. */
  beneficiary: Address;
  /** Least credit in ledger units, with 18 decimals; with `toVault`, least shares. */
  minimum: bigint;
  /** Whether it is deposited in the asset's vault in the same step. */
  toVault: boolean;
};
