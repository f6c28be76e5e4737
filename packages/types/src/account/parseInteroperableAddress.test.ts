import { concat, type Hex, size, slice, zeroAddress } from "viem";
import { expect, test } from "vitest";
import { attestationVectors } from "../../test/vectors.ts";
import { formatInteroperableAddress } from "./formatInteroperableAddress.ts";
import { parseInteroperableAddress } from "./parseInteroperableAddress.ts";

const address = "0xffcf8fdee72ac11b5c542428b35eef5769c409f0";
const canonical = formatInteroperableAddress({ chain: 31337n, address });

test("accounts formatted by Solidity are parsed", () => {
  for (const { chain, sourceChain, senderAddress, recipientAddress, message } of attestationVectors.attestations) {
    const sender = { chain: sourceChain, address: senderAddress.toLowerCase() };
    expect(parseInteroperableAddress(message.sender)).toEqual(sender);
    expect(parseInteroperableAddress(message.recipient)).toEqual({ chain, address: recipientAddress.toLowerCase() });
  }
});

test.for<[name: string, encoding: Hex]>([
  ["a leading zero in the chain id", concat(["0x00010000", "0x03", "0x007a69", "0x14", address])],
  ["a chain id of 32 bytes", concat(["0x00010000", "0x20", `0x${"7a69".padStart(64, "0")}`, "0x14", address])],
  ["bytes after the address", concat([canonical, "0xabcdef"])],
  ["upper case", `0x${canonical.slice(2).toUpperCase()}`],
])("one account with %s has one canonical form", ([, encoding]) => {
  const parsed = parseInteroperableAddress(encoding);
  expect(parsed).toEqual({ chain: 31337n, address });
  expect(formatInteroperableAddress(parsed!)).toBe(canonical);
});

test("an absent chain or address is zero, as on chain", () => {
  expect(parseInteroperableAddress(concat(["0x00010000", "0x00", "0x14", address]))).toEqual({ chain: 0n, address });
  expect(parseInteroperableAddress("0x00010000027a6900")).toEqual({ chain: 31337n, address: zeroAddress });
});

test.for<[name: string, encoding: Hex]>([
  ["neither chain nor address", "0x000100000000"],
  ["another version", concat(["0x0002", slice(canonical, 2)])],
  ["another chain type", concat(["0x00010001", slice(canonical, 4)])],
  ["a chain id of 33 bytes", concat(["0x00010000", "0x21", `0x${"01".padStart(66, "0")}`, "0x14", address])],
  ["an address of 19 bytes", concat(["0x00010000", "0x02", "0x7a69", "0x13", slice(address, 1)])],
  ["an address of 32 bytes", concat(["0x00010000", "0x02", "0x7a69", "0x20", `0x${"1".repeat(64)}`])],
])("bytes with %s are no account", ([, encoding]) => {
  expect(parseInteroperableAddress(encoding)).toBeUndefined();
});

test("a truncated account is none", () => {
  for (let length = 1; length < size(canonical); ++length) {
    expect(parseInteroperableAddress(slice(canonical, 0, length))).toBeUndefined();
  }
  expect(parseInteroperableAddress("0x")).toBeUndefined();
});
