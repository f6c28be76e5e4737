import { ledgerAbi } from "@concert/types";
import { type Address, zeroAddress } from "viem";
import { expect, test } from "vitest";
import { deployLocally, type LocalDeployment } from "../../test/deployLocally.ts";
import { claim } from "../spoke/claim.ts";
import { deposit } from "../spoke/deposit.ts";
import { mature } from "./mature.ts";
import { quoteDeposit } from "./quoteDeposit.ts";
import { quoteWithdraw } from "./quoteWithdraw.ts";
import { readPayoutFee } from "./readPayoutFee.ts";
import { setOperator } from "./setOperator.ts";
import { transferBalance } from "./transferBalance.ts";
import { withdraw } from "./withdraw.ts";
import { withdrawLocal } from "./withdrawLocal.ts";

test("what is put in is credited, given on and drawn", async () => {
  await using local = await deployLocally({ entryFeeGwei: 100n });
  const { chain, ledger, spoke, token } = local;
  const [alice, bob] = [local.client(1), local.client(2)];
  const quote = await quoteDeposit(bob, { ledger, chain, token, amount: 500n });
  expect(quote).toEqual({ credit: 500n, local: 0n, rebate: 0n });
  await local.mined(deposit(alice, { spoke, token, amount: 500n, quote: { client: alice, ledger } }));
  await local.carry("spoke");
  expect(await balanceOf(local, alice.account.address)).toBe(500n);

  await local.mined(transferBalance(alice, { ledger, asset: 1, receiver: bob.account.address, amount: 200n }));
  expect(await balanceOf(local, bob.account.address)).toBe(200n);
  expect(await quoteWithdraw(bob, { ledger, asset: 1, chain, amount: 150n })).toEqual({
    ...{ tokens: 150n, debit: 150n, fee: 0n },
  });
  const before = await local.balance(bob.account.address);
  await local.mined(withdraw(bob, { ledger, asset: 1, chain, amount: 150n }));
  await local.carry("hub");
  expect(await local.balance(bob.account.address)).toBe(before + 150n);
  expect(await balanceOf(local, bob.account.address)).toBe(50n);

  await expect(withdraw(bob, { ledger, asset: 1, chain, amount: 51n })).rejects.toMatchObject({
    errorName: "ERC6909InsufficientBalance",
  });
  await expect(quoteWithdraw(bob, { ledger, asset: 1, chain, amount: 351n })).rejects.toMatchObject({
    errorName: "CustodyTooLow",
  });
});

test("what is no asset can't be quoted, and what is credited too little comes back", async () => {
  await using local = await deployLocally();
  const { chain, ledger, spoke, token, wrappedNative } = local;
  const alice = local.client(1);
  await expect(
    deposit(alice, { spoke, token: wrappedNative, amount: 5n, quote: { client: alice, ledger } }),
  ).rejects.toMatchObject({ errorName: "TokenNotAnAsset" });
  const before = await local.balance(alice.account.address);
  await local.mined(deposit(alice, { spoke, token, amount: 500n, minimum: 501n }));
  await local.carry("spoke");
  await local.carry("hub");
  expect(await local.balance(alice.account.address)).toBe(before);
  await expect(mature(alice, { ledger, asset: 1, chain })).rejects.toMatchObject({ errorName: "NothingToMature" });
});

test("what exceeds the limit is local, is drawn there, and matures", async () => {
  await using local = await deployLocally();
  const { chain, ledger, spoke, token } = local;
  const [governance, alice, other] = [local.client(0), local.client(1), local.client(5)];
  const setLimit = (capacity: bigint) =>
    governance.writeContract({
      address: ledger,
      abi: ledgerAbi,
      functionName: "setLimit",
      args: [1, chain, capacity, 60n],
    });
  await local.mined(setLimit(100n));
  await local.mined(deposit(alice, { spoke, token, amount: 300n, quote: { client: alice, ledger } }));
  await local.carry("spoke");
  expect(await balanceOf(local, alice.account.address)).toBe(100n);
  await expect(withdrawLocal(alice, { ledger, asset: 1, chain, amount: 201n })).rejects.toMatchObject({
    errorName: "LocalBalanceTooLow",
  });
  await local.mined(withdrawLocal(alice, { ledger, asset: 1, chain, amount: 50n }));
  await local.mined(setLimit(1_000n));
  const hers = { ledger, account: alice.account.address, asset: 1, chain };
  await expect(mature(other, hers)).rejects.toMatchObject({ errorName: "AccountNotOperated" });
  await local.mined(setOperator(alice, { ledger, operator: other.account.address, approved: true }));
  await local.mined(mature(other, hers));
  expect(await balanceOf(local, alice.account.address)).toBe(250n);
  expect(await balanceOf(local, zeroAddress)).toBe(0n);
});

test("a payout's fee is beside what is withdrawn, comes out of what is local, and is whoever's who delivers it", async () => {
  await using local = await deployLocally();
  const { chain, ledger, spoke, token } = local;
  const [governance, alice, bob] = [local.client(0), local.client(1), local.client(2)];
  const asset = { ledger, asset: 1, chain };
  const at = { address: ledger, abi: ledgerAbi } as const;
  await local.mined(governance.writeContract({ ...at, functionName: "setPayoutFee", args: [1, chain, 5n] }));
  expect(await readPayoutFee(bob, asset)).toEqual({ fee: 5n, tokenFee: 5n });
  await local.mined(governance.writeContract({ ...at, functionName: "setLimit", args: [1, chain, 300n, 3_600n] }));
  await local.mined(deposit(alice, { spoke, token, amount: 400n, minimum: 0n }));
  await local.carry("spoke");
  expect(await quoteWithdraw(alice, { ...asset, amount: 150n })).toEqual({ tokens: 150n, debit: 155n, fee: 5n });
  const before = await local.balance(alice.account.address);
  await expect(withdraw(alice, { ...asset, amount: 150n, maxFee: 4n })).rejects.toMatchObject({
    errorName: "FeeTooHigh",
  });
  await local.mined(withdraw(alice, { ...asset, amount: 150n }));
  expect(await balanceOf(local, alice.account.address)).toBe(145n);
  await expect(withdrawLocal(alice, { ...asset, amount: 50n, maxFee: 4n })).rejects.toMatchObject({
    errorName: "FeeTooHigh",
  });
  await local.mined(withdrawLocal(alice, { ...asset, amount: 50n }));
  await local.carry("hub");
  expect(await local.balance(alice.account.address)).toBe(before + 150n + 45n);

  const carrier = governance.account.address;
  const paid = await local.balance(carrier);
  await local.mined(claim(bob, { spoke, token, account: carrier }));
  expect(await local.balance(carrier)).toBe(paid + 10n);
});

function balanceOf({ ledger, client }: LocalDeployment, account: Address): Promise<bigint> {
  return client(0).readContract({ address: ledger, abi: ledgerAbi, functionName: "balanceOf", args: [account, 1n] });
}
