import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { encodeReport } from "./encodeReport.ts";

test("reports are encoded as in Solidity", () => {
  for (const { timestamp, entry } of entryVectors.heartbeats) {
    expect(encodeReport({ kind: "heartbeat", timestamp })).toBe(entry);
  }
  for (const { timestamp, orderId, entry } of entryVectors.escrowed) {
    expect(encodeReport({ kind: "escrowed", timestamp, orderId })).toBe(entry);
  }
  for (const { orderId, leg, fill, entry } of entryVectors.filled) {
    expect(encodeReport({ kind: "filled", orderId, leg: Number(leg), fill })).toBe(entry);
  }
});

test("a value that does not fit its type is refused", () => {
  expect(() => encodeReport({ kind: "heartbeat", timestamp: 2n ** 64n })).toThrow("18446744073709551616");
});
