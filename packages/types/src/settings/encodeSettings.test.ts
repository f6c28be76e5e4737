import { expect, test } from "vitest";
import { entryVectors } from "../../test/vectors.ts";
import { encodeSettings } from "./encodeSettings.ts";

test("settings are encoded as in Solidity, the fee rounded up", () => {
  for (const { accepting, fee, settings } of entryVectors.configures) {
    expect(encodeSettings({ accepting, entryFeeGwei: fee })).toBe(Number(settings));
  }
});

test("a negative fee is refused", () => {
  expect(() => encodeSettings({ accepting: true, entryFeeGwei: -1n })).toThrow("entryFeeGwei is -1");
});
