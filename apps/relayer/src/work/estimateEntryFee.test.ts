import { readFile } from "node:fs/promises";
import { parseGwei } from "viem";
import { expect, test } from "vitest";
import { estimateEntryFee } from "./estimateEntryFee.ts";

const policy = { feeMinimum: 1_000n, feeMaximum: 9_000_000n, feeRate: 3n * 10n ** 17n };

test("a fee follows both chains' gas prices, between its bounds", () => {
  const fee = (hubGasPrice: string, gasPrice: string) =>
    estimateEntryFee(policy, { hubGasPrice: parseGwei(hubGasPrice), gasPrice: parseGwei(gasPrice) });
  const [hub, spoke] = [fee("10", "0"), fee("0", "10")];
  expect(fee("10", "10")).toBe(hub + spoke);
  expect(fee("20", "0")).toBe(2n * hub);
  expect(fee("0", "0")).toBe(parseGwei("1000"));
  expect(fee("1000", "1000")).toBe(parseGwei("9000000"));
});

test("it reckons with the gas that the hub reckons with", async () => {
  const hub = await readFile(new URL("../../../../contracts/src/hub/Hub.sol", import.meta.url), "utf8");
  const constant = (name: string) => BigInt(new RegExp(`${name} = ([\\d_]+);`).exec(hub)![1]!.replaceAll("_", ""));
  const one = { ...policy, feeMinimum: 0n, feeRate: 10n ** 18n };
  expect(estimateEntryFee(one, { hubGasPrice: 1n, gasPrice: 0n })).toBe(constant("FEE_HUB_GAS"));
  expect(estimateEntryFee(one, { hubGasPrice: 0n, gasPrice: 1n })).toBe(constant("FEE_SPOKE_GAS"));
});
