import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { decodeSettings } from "./decodeSettings.ts";
import { encodeSettings } from "./encodeSettings.ts";

test("settings made by Solidity are decoded", () => {
  for (const { accepting, entryFee, settings } of entryVectors.configures) {
    expect(decodeSettings(Number(settings))).toEqual({ accepting, entryFeeGwei: entryFee });
  }
});

test("pauses are the spoke's own", () => {
  expect(decodeSettings(0xe000 | 0x0107)).toEqual(decodeSettings(0x8000 | 0x0107));
});

test("a fee is rounded up by less than a hundredth", () => {
  for (let fee = 1n; fee < 1n << 38n; fee = (fee * 17n) / 16n + 1n) {
    const { entryFeeGwei } = decodeSettings(encodeSettings({ accepting: false, entryFeeGwei: fee }));
    expect(entryFeeGwei).toBeGreaterThanOrEqual(fee);
    expect((entryFeeGwei - fee) * 100n).toBeLessThan(fee);
  }
});
