import type { Hex } from "viem";
import type { Fill } from "./Fill.ts";

/**
 * What a spoke reports to the hub as a channel entry. Times are in seconds of the spoke's clock.
 *
 * Packed, big-endian; fees in gwei of the spoke's native token:
 * - heartbeat (17 bytes): kind 1, timestamp 8, gas price 8
 * - escrowed (46 bytes): kind 1, timestamp 8, orderId 32, fee 5
 * - filled (128 bytes): kind 1, filledAt 8, orderId 32, leg 1, hold 1, solver 20, repayment account 32, ledger account
 *   20, repayment chain 8, fee 5
 * - cancelled (46 bytes): kind 1, timestamp 8, orderId 32, fee 5
 */
export type Report = HeartbeatReport | EscrowedReport | FilledReport | CancelledReport;

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
