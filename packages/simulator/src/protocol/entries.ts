import type { Address, Hex } from "viem";
import { packed, word, wordOfHex } from "../abi/words.ts";

/** Entries of channels, packed as the contracts do, by hand: `encodeReport` and `encodeInstruction` say the same. */

const largestFee = 2 ** 40 - 1;

export function heartbeatEntry(timestamp: number, gasPrice: number): Hex {
  return `0x00${packed(timestamp, 5)}${packed(gasPrice, 8)}`;
}

export function escrowedEntry(timestamp: number, orderId: Hex, fee: number): Hex {
  return `0x01${packed(timestamp, 5)}${orderId.slice(2)}${packed(fee, 5)}`;
}

export function cancelledEntry(timestamp: number, orderId: Hex, fee: number): Hex {
  return `0x03${packed(timestamp, 5)}${orderId.slice(2)}${packed(fee, 5)}`;
}

export type ReportedFill = {
  leg: number;
  filledAt: number;
  hold: boolean;
  solver: Address;
  /** Repayment account. */
  account: Address;
  /** Zero is the ledger account. */
  repaymentChain: number;
  ledgerAccount: Address;
  /** Most that a repayment elsewhere may cost, in parts per million. */
  maxFee: number;
  /** In gwei. */
  fee: number;
};

export function filledEntry(orderId: Hex, fill: ReportedFill): Hex {
  const { leg, filledAt, hold, solver, account, repaymentChain, ledgerAccount, maxFee, fee } = fill;
  return `0x02${packed(filledAt, 5)}${orderId.slice(2)}${packed(leg, 1)}${hold ? "01" : "00"}${solver.slice(2)}${wordOfHex(account)}${ledgerAccount.slice(2)}${packed(repaymentChain, 8)}${packed(maxFee, 3)}${packed(fee, 5)}`;
}

export type ReportedDeposit = {
  token: Address;
  amount: bigint;
  depositor: Address;
  beneficiary: Address;
  minimum: bigint;
  toVault: boolean;
  /** In gwei. */
  fee: number;
};

export function depositedEntry(timestamp: number, deposit: ReportedDeposit): Hex {
  const { token, amount, depositor, beneficiary, minimum, toVault, fee } = deposit;
  return `0x04${packed(timestamp, 5)}${token.slice(2)}${word(amount).slice(32)}${depositor.slice(2)}${beneficiary.slice(2)}${word(minimum).slice(32)}${toVault ? "01" : "00"}${packed(fee, 5)}`;
}

/**
 * @param token A 32-byte account, or an address, as `account` is. A fee beyond five bytes is cut to what fits.
 * @param tokenFee In the token's own unit.
 */
export function payEntry(token: Hex, account: Hex, amount: bigint, fee: number, tokenFee: bigint): Hex {
  const fees = `${packed(Math.min(fee, largestFee), 5)}${word(tokenFee).slice(32)}`;
  return `0x00${wordOfHex(token)}${wordOfHex(account)}${word(amount)}${fees}`;
}

export function configureEntry(settings: number): Hex {
  return `0x01${packed(settings, 2)}`;
}

export type ParsedReport =
  | { kind: "heartbeat"; timestamp: number; gasPrice: number }
  | { kind: "escrowed" | "cancelled"; timestamp: number; orderId: Hex; fee: number }
  | { kind: "filled"; timestamp: number; orderId: Hex; fill: ReportedFill }
  | { kind: "deposited"; timestamp: number; deposit: ReportedDeposit };

/** A report as the hub takes it; undefined if it is malformed. */
export function parseReport(entry: Hex): ParsedReport | undefined {
  const kind = entry.slice(2, 4);
  const size = (entry.length - 2) / 2;
  const timestamp = integer(entry, 1, 5);
  if (kind === "00" && size === 14) return { kind: "heartbeat", timestamp, gasPrice: integer(entry, 6, 8) };
  const orderId: Hex = `0x${bytes(entry, 6, 32)}`;
  if (size === 43 && (kind === "01" || kind === "03")) {
    return { kind: kind === "01" ? "escrowed" : "cancelled", timestamp, orderId, fee: integer(entry, 38, 5) };
  }
  if (kind === "04" && size === 104) return { kind: "deposited", timestamp, deposit: parseDeposit(entry) };
  if (kind !== "02" || size !== 128 || integer(entry, 39, 1) > 1) return undefined;
  return {
    kind: "filled",
    timestamp,
    orderId,
    fill: {
      leg: integer(entry, 38, 1),
      filledAt: timestamp,
      hold: integer(entry, 39, 1) === 1,
      solver: `0x${bytes(entry, 40, 20)}`,
      account: `0x${bytes(entry, 72, 20)}`,
      ledgerAccount: `0x${bytes(entry, 92, 20)}`,
      repaymentChain: integer(entry, 112, 8),
      maxFee: integer(entry, 120, 3),
      fee: integer(entry, 123, 5),
    },
  };
}

function parseDeposit(entry: Hex): ReportedDeposit {
  return {
    token: `0x${bytes(entry, 6, 20)}`,
    amount: BigInt(`0x${bytes(entry, 26, 16)}`),
    depositor: `0x${bytes(entry, 42, 20)}`,
    beneficiary: `0x${bytes(entry, 62, 20)}`,
    minimum: BigInt(`0x${bytes(entry, 82, 16)}`),
    toVault: integer(entry, 98, 1) !== 0,
    fee: integer(entry, 99, 5),
  };
}

export type ParsedInstruction =
  | { kind: "configure"; settings: number }
  | { kind: "pay"; token: Hex; account: Hex; amount: bigint; fee: number; tokenFee: bigint };

/** An instruction as a spoke takes it; undefined if it is malformed. */
export function parseInstruction(entry: Hex): ParsedInstruction | undefined {
  const kind = entry.slice(2, 4);
  const size = (entry.length - 2) / 2;
  if (kind === "01" && size === 3) return { kind: "configure", settings: integer(entry, 1, 2) };
  if (kind !== "00" || size !== 118) return undefined;
  return {
    kind: "pay",
    token: `0x${bytes(entry, 1, 32)}`,
    account: `0x${bytes(entry, 33, 32)}`,
    amount: BigInt(`0x${bytes(entry, 65, 32)}`),
    fee: integer(entry, 97, 5),
    tokenFee: BigInt(`0x${bytes(entry, 102, 16)}`),
  };
}

function bytes(entry: Hex, start: number, length: number): string {
  return entry.slice(2 + 2 * start, 2 + 2 * (start + length));
}

function integer(entry: Hex, start: number, length: number): number {
  return Number.parseInt(bytes(entry, start, length), 16);
}
