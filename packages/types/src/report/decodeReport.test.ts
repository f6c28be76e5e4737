import { concat, type Hex, isAddress, size, slice } from "viem";
import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { accountToAddress } from "../account/accountToAddress.ts";
import { decodeReport } from "./decodeReport.ts";
import type { DepositedReport } from "./Report.ts";

const filled = entryVectors.filled[1]!.entry;

test("reports made by Solidity are decoded", () => {
  for (const { timestamp, gasPrice, entry } of entryVectors.heartbeats) {
    expect(decodeReport(entry)).toEqual({ kind: "heartbeat", timestamp, gasPrice });
  }
  for (const kind of ["escrowed", "cancelled"] as const) {
    for (const { timestamp, orderId, fee, entry } of entryVectors[kind]) {
      expect(decodeReport(entry)).toEqual({ kind, timestamp, orderId, fee });
    }
  }
  for (const { orderId, leg, fill, entry } of entryVectors.filled) {
    expect(decodeReport(entry)).toEqual({ kind: "filled", orderId, leg: Number(leg), fill: inLowerCase(fill) });
  }
  for (const { timestamp, depositor, deposit, fee, entry } of entryVectors.deposited) {
    const { kind, ...report } = decodeReport(entry) as DepositedReport;
    const token = accountToAddress(deposit.token)!;
    expect(kind).toBe("deposited");
    expect(report).toEqual(inLowerCase({ timestamp, depositor, deposit: { ...deposit, token }, fee }));
  }
});

test("a report in upper case is the same report", () => {
  expect(decodeReport(`0x${filled.slice(2).toUpperCase()}`)).toEqual(decodeReport(filled));
});

test("a report of any other length is malformed", () => {
  const { heartbeats, escrowed, cancelled, filled, deposited } = entryVectors;
  const entries = [heartbeats, escrowed, cancelled, filled, deposited].map((vectors) => vectors[1]!.entry);
  for (const entry of entries) {
    for (let length = 0; length < size(entry); ++length) {
      expect(decodeReport(length === 0 ? "0x" : slice(entry, 0, length))).toEqual({ kind: "malformed" });
    }
    expect(decodeReport(concat([entry, "0x00"]))).toEqual({ kind: "malformed" });
  }
});

test("a report of any other kind is malformed", () => {
  for (let kind = 0; kind < 256; ++kind) {
    const entry = concat([`0x${kind.toString(16).padStart(2, "0")}`, slice(filled, 1)]);
    expect(decodeReport(entry).kind).toBe(kind === 2 ? "filled" : "malformed");
  }
});

test("a report of an order is either kind of its length", () => {
  for (let kind = 0; kind < 256; ++kind) {
    const start = `0x${kind.toString(16).padStart(2, "0")}` as const;
    const entry = concat([start, slice(entryVectors.escrowed[1]!.entry, 1)]);
    expect(decodeReport(entry).kind).toBe(kind === 1 ? "escrowed" : kind === 3 ? "cancelled" : "malformed");
  }
});

test("a filled report whose hold byte is no boolean is malformed", () => {
  for (let hold = 0; hold < 256; ++hold) {
    const entry = concat([slice(filled, 0, 39), `0x${hold.toString(16).padStart(2, "0")}`, slice(filled, 40)]);
    expect(decodeReport(entry).kind).toBe(hold < 2 ? "filled" : "malformed");
  }
});

function inLowerCase<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part)),
    (_, part) => {
      if (typeof part !== "string") return part;
      if (/^\d+n$/.test(part)) return BigInt(part.slice(0, -1));
      return isAddress(part) ? (part.toLowerCase() as Hex) : part;
    },
  );
}
