import type { Hex } from "viem";

/**
 * What the hub tells a spoke as a channel entry.
 *
 * Packed, big-endian:
 * - pay (97 bytes): kind 1, token 32, account 32, amount 32
 */
export type Instruction = PayInstruction;

/** A payout that the spoke makes. */
export type PayInstruction = {
  kind: "pay";
  /** As a 32-byte account of the spoke's chain. */
  token: Hex;
  /** Who is paid, as a 32-byte account of the spoke's chain. */
  account: Hex;
  /** In the token's own unit. */
  amount: bigint;
};
