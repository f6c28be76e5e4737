import type { Address, Hex } from "viem";
import { packed, word, wordOfHex } from "../abi/words.ts";

/** Entries of channels, packed as the contracts do, by hand: `encodeReport` and `encodeInstruction` say the same. */

const largestFee = 2 ** 40 - 1;

export function heartbeatEntry(timestamp: number, gasPrice: number): Hex {
  return `0x00${packed(timestamp, 8)}${packed(gasPrice, 8)}`;
}

export function escrowedEntry(timestamp: number, orderId: Hex, fee: number): Hex {
  return `0x01${packed(timestamp, 8)}${orderId.slice(2)}${packed(fee, 5)}`;
}

export function cancelledEntry(timestamp: number, orderId: Hex, fee: number): Hex {
  return `0x03${packed(timestamp, 8)}${orderId.slice(2)}${packed(fee, 5)}`;
}

export type ReportedFill = {
  leg: number;
  filledAt: number;
  hold: boolean;
  solver: Address;
  /** Repayment account. */
  account: Address;
  repaymentChain: number;
  /** In gwei. */
  fee: number;
};

export function filledEntry(orderId: Hex, fill: ReportedFill): Hex {
  const { leg, filledAt, hold, solver, account, repaymentChain, fee } = fill;
  return `0x02${packed(filledAt, 8)}${orderId.slice(2)}${packed(leg, 1)}${hold ? "01" : "00"}${solver.slice(2)}${wordOfHex(account)}${"0".repeat(40)}${packed(repaymentChain, 8)}${packed(fee, 5)}`;
}

/** @param token A 32-byte account, or an address, as `account` is. A fee beyond five bytes is cut to what fits. */
export function payEntry(token: Hex, account: Hex, amount: bigint, fee: number): Hex {
  return `0x00${wordOfHex(token)}${wordOfHex(account)}${word(amount)}${packed(Math.min(fee, largestFee), 5)}`;
}

export function configureEntry(settings: number): Hex {
  return `0x01${packed(settings, 2)}`;
}

export type ParsedReport =
  | { kind: "heartbeat"; timestamp: number; gasPrice: number }
  | { kind: "escrowed" | "cancelled"; timestamp: number; orderId: Hex; fee: number }
  | { kind: "filled"; timestamp: number; orderId: Hex; fill: ReportedFill };

/** A report as the hub takes it; undefined if it is malformed. */
export function parseReport(entry: Hex): ParsedReport | undefined {
  const kind = entry.slice(2, 4);
  const size = (entry.length - 2) / 2;
  const timestamp = integer(entry, 1, 8);
  if (kind === "00" && size === 17) return { kind: "heartbeat", timestamp, gasPrice: integer(entry, 9, 8) };
  const orderId: Hex = `0x${bytes(entry, 9, 32)}`;
  if (size === 46 && (kind === "01" || kind === "03")) {
    return { kind: kind === "01" ? "escrowed" : "cancelled", timestamp, orderId, fee: integer(entry, 41, 5) };
  }
  if (kind !== "02" || size !== 128 || integer(entry, 42, 1) > 1) return undefined;
  return {
    kind: "filled",
    timestamp,
    orderId,
    fill: {
      leg: integer(entry, 41, 1),
      filledAt: timestamp,
      hold: integer(entry, 42, 1) === 1,
      solver: `0x${bytes(entry, 43, 20)}`,
      account: `0x${bytes(entry, 75, 20)}`,
      repaymentChain: integer(entry, 115, 8),
      fee: integer(entry, 123, 5),
    },
  };
}

export type ParsedInstruction =
  | { kind: "configure"; settings: number }
  | { kind: "pay"; token: Hex; account: Hex; amount: bigint; fee: number };

/** An instruction as a spoke takes it; undefined if it is malformed. */
export function parseInstruction(entry: Hex): ParsedInstruction | undefined {
  const kind = entry.slice(2, 4);
  const size = (entry.length - 2) / 2;
  if (kind === "01" && size === 3) return { kind: "configure", settings: integer(entry, 1, 2) };
  if (kind !== "00" || size !== 102) return undefined;
  return {
    kind: "pay",
    token: `0x${bytes(entry, 1, 32)}`,
    account: `0x${bytes(entry, 33, 32)}`,
    amount: BigInt(`0x${bytes(entry, 65, 32)}`),
    fee: integer(entry, 97, 5),
  };
}

function bytes(entry: Hex, start: number, length: number): string {
  return entry.slice(2 + 2 * start, 2 + 2 * (start + length));
}

function integer(entry: Hex, start: number, length: number): number {
  return Number.parseInt(bytes(entry, start, length), 16);
}
