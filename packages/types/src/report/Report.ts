import type { Hex } from "viem";
import type { Fill } from "./Fill.ts";

/**
 * What a spoke reports to the hub as a channel entry. Times are in seconds of the spoke's clock.
 *
 * Packed, big-endian:
 * - heartbeat (9 bytes): kind 1, timestamp 8
 * - escrowed (41 bytes): kind 1, timestamp 8, orderId 32
 * - filled (123 bytes): kind 1, filledAt 8, orderId 32, leg 1, hold 1, solver 20, repayment account 32, ledger account
 *   20, repayment chain 8
 */
export type Report = HeartbeatReport | EscrowedReport | FilledReport;

export type HeartbeatReport = { kind: "heartbeat"; timestamp: bigint };

/** The chain escrowed the inputs of all of the order's legs that originate on it. */
export type EscrowedReport = { kind: "escrowed"; timestamp: bigint; orderId: Hex };

export type FilledReport = {
  kind: "filled";
  orderId: Hex;
  /** Position of the leg in the order. */
  leg: number;
  fill: Fill;
};
