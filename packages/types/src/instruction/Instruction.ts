import type { Hex } from "viem";
import type { Settings } from "../settings/Settings.ts";

/**
 * What the hub tells a spoke as a channel entry.
 *
 * Packed, big-endian:
 * - pay (118 bytes): kind 1, token 32, account 32, amount 32, fee 5, token fee 16
 * - configure (3 bytes): kind 1, settings 2
 */
export type Instruction = PayInstruction | ConfigureInstruction;

/** A payout that the spoke makes. */
export type PayInstruction = {
  kind: "pay";
  /** As a 32-byte account of the spoke's chain. */
  token: Hex;
  /** Who is paid, as a 32-byte account of the spoke's chain. */
  account: Hex;
  /** In the token's own unit. */
  amount: bigint;
  /** What whoever delivers it is paid, in gwei of the spoke's native token. */
  fee: bigint;
  /** What they can claim besides, for a payout out of the ledger; in the token's own unit. */
  tokenFee: bigint;
};

/** What `open` and `fill` ask for from now on. */
export type ConfigureInstruction = { kind: "configure" } & Settings;
