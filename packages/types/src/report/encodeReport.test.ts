import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { accountToAddress } from "../account/accountToAddress.ts";
import { encodeReport } from "./encodeReport.ts";

test("reports are encoded as in Solidity", () => {
  for (const { timestamp, gasPrice, entry } of entryVectors.heartbeats) {
    expect(encodeReport({ kind: "heartbeat", timestamp, gasPrice })).toBe(entry);
  }
  for (const kind of ["escrowed", "cancelled"] as const) {
    for (const { timestamp, orderId, fee, entry } of entryVectors[kind]) {
      expect(encodeReport({ kind, timestamp, orderId, fee })).toBe(entry);
    }
  }
  for (const { orderId, leg, fill, entry } of entryVectors.filled) {
    expect(encodeReport({ kind: "filled", orderId, leg: Number(leg), fill })).toBe(entry);
  }
});

test("deposits are encoded as in Solidity", () => {
  for (const { timestamp, depositor, deposit, fee, entry } of entryVectors.deposited) {
    const token = accountToAddress(deposit.token)!;
    expect(encodeReport({ kind: "deposited", timestamp, depositor, deposit: { ...deposit, token }, fee })).toBe(entry);
  }
});

test("a value that does not fit its type is refused", () => {
  const timestamp = 2n ** 40n;
  expect(() => encodeReport({ kind: "heartbeat", timestamp, gasPrice: 0n })).toThrow("1099511627776");
  const { orderId } = entryVectors.escrowed[0]!;
  for (const fee of [-1n, 2n ** 40n, 2n ** 64n]) {
    expect(() => encodeReport({ kind: "escrowed", timestamp: 0n, orderId, fee })).toThrow(`${fee}`);
  }
});
