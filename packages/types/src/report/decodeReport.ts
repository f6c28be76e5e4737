import { type Hex, size } from "viem";
import { type EntryReader, entryReader } from "../channel/entryReader.ts";
import type { DepositedReport, Report } from "./Report.ts";

/** A report, or an entry that the hub rejects as `EntryMalformed`. */
export type DecodedReport = Report | { kind: "malformed" };

/**
 * The report that an entry holds. Total, as the hub is: what is no report is `malformed`, and never thrown.
 *
 * @returns Hex in lower case.
 */
export function decodeReport(entry: Hex): DecodedReport {
  const { bytes, integer } = entryReader(entry);
  const length = size(entry);
  if (length === 0) return { kind: "malformed" };
  const kind = integer(1);

  if (kind === 0n && length === 14) return { kind: "heartbeat", timestamp: integer(5), gasPrice: integer(8) };
  if (kind === 1n && length === 43) return { kind: "escrowed", ...readReportOfOrder(bytes, integer) };
  if (kind === 3n && length === 43) return { kind: "cancelled", ...readReportOfOrder(bytes, integer) };
  if (kind === 4n && length === 104) return readDeposited(bytes, integer);
  if (kind !== 2n || length !== 128) return { kind: "malformed" };

  const filledAt = integer(5);
  const orderId = bytes(32);
  const leg = Number(integer(1));
  const hold = integer(1);
  // The hub takes no other value for a boolean.
  if (hold > 1n) return { kind: "malformed" };
  const solver = bytes(20);
  const repayment = { account: bytes(32), ledgerAccount: bytes(20), chain: integer(8), maxFee: Number(integer(3)) };
  const fee = integer(5);
  return { kind: "filled", orderId, leg, fill: { filledAt, hold: hold === 1n, solver, repayment, fee } };
}

function readReportOfOrder(bytes: EntryReader["bytes"], integer: EntryReader["integer"]) {
  return { timestamp: integer(5), orderId: bytes(32), fee: integer(5) };
}

function readDeposited(bytes: EntryReader["bytes"], integer: EntryReader["integer"]): DepositedReport {
  const timestamp = integer(5);
  const token = bytes(20);
  const amount = integer(16);
  const depositor = bytes(20);
  // The hub takes any byte but zero for yes.
  const deposit = { token, amount, beneficiary: bytes(20), minimum: integer(16), toVault: integer(1) !== 0n };
  return { kind: "deposited", timestamp, depositor, deposit, fee: integer(5) };
}
