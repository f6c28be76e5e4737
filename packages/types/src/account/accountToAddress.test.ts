import { maxUint160, numberToHex, zeroAddress, zeroHash } from "viem";
import { expect, test } from "vitest";
import { accountToAddress } from "./accountToAddress.ts";
import { addressToAccount } from "./addressToAccount.ts";

test("an account made of an address is that address, in lower case", () => {
  const address = "0xFfcf8FDEE72ac11b5c542428B35EEF5769C409f0";
  expect(accountToAddress(addressToAccount(address))).toBe(address.toLowerCase());
  expect(accountToAddress(zeroHash)).toBe(zeroAddress);
  expect(accountToAddress(numberToHex(maxUint160, { size: 32 }))).toBe(numberToHex(maxUint160));
});

test("an account with more than 160 bits is no address", () => {
  for (let bit = 160n; bit < 256n; ++bit) {
    expect(accountToAddress(numberToHex(1n << bit, { size: 32 }))).toBeUndefined();
  }
});
