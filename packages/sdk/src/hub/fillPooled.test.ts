import { ledgerAbi, orderId } from "@concert/types";
import { zeroAddress } from "viem";
import { expect, test } from "vitest";
import { deployLocally, localAccount } from "../../test/deployLocally.ts";
import { quoteFill } from "../ledger/quoteFill.ts";
import { setOperator } from "../ledger/setOperator.ts";
import { signCancellation } from "../sign/signCancellation.ts";
import { deposit } from "../spoke/deposit.ts";
import { fillLeg } from "../spoke/fillLeg.ts";
import { openOrder } from "../spoke/openOrder.ts";
import { depositInVault } from "../vault/depositInVault.ts";
import { redeem } from "../vault/redeem.ts";
import { redeemTo } from "../vault/redeemTo.ts";
import { cancelPooled } from "./cancelPooled.ts";
import { fillPooled } from "./fillPooled.ts";

test("a pooled order is filled at the hub from a ledger balance, by its owner or an operator", async () => {
  await using local = await deployLocally();
  const { chain, hub, ledger, spoke, token } = local;
  const [alice, bob, carol] = [local.client(1), local.client(2), local.client(3)];
  const order = await local.makeOrder({ pooled: true });
  await local.mined(deposit(bob, { spoke, token, amount: 2_000n, quote: { client: bob, ledger } }));
  await local.mined(openOrder(alice, { spoke, order }));
  await expect(fillLeg(bob, { spoke, order, leg: 0, hold: true })).rejects.toMatchObject({ errorName: "OrderPooled" });
  const fill = { hub, ledger, order, fillers: [bob.account.address] };
  await expect(fillPooled(bob, { ...fill, maxFee: 0n })).rejects.toMatchObject({ errorName: "LegNotEscrowed" });
  await local.carry("spoke");
  await expect(fillPooled(carol, fill)).rejects.toMatchObject({ errorName: "FillerNotOperated" });
  await local.mined(setOperator(bob, { ledger, operator: carol.account.address, approved: true }));
  const leg = order.legs[0]!;
  expect(await quoteFill(carol, { ledger, leg })).toEqual({ debit: 990n, fee: 0n, credit: 1_000n, rebate: 0n });
  await local.mined(fillPooled(carol, fill));
  await local.carry("hub");
  expect(await local.balance(local.client(4).account.address)).toBe(990n);
  const balance = await bob.readContract({
    ...{ address: ledger, abi: ledgerAbi, functionName: "balanceOf", args: [bob.account.address, 1n] },
  } as const);
  expect(balance).toBe(2_010n);
  const custody = await bob.readContract({
    ...{ address: ledger, abi: ledgerAbi, functionName: "custodyOf", args: [1, chain] },
  } as const);
  expect(custody).toEqual([2_010n, 0n]);
});

test("shares come from a deposit on a spoke or a balance, the vault fills, and its owners are paid", async () => {
  await using local = await deployLocally();
  const { chain, hub, ledger, spoke, token, vault } = local;
  const [alice, bob, anyone] = [local.client(1), local.client(2), local.client(5)];
  await local.mined(deposit(bob, { spoke, token, amount: 1_000n, vault, quote: { client: bob, ledger } }));
  await local.mined(deposit(bob, { spoke, token, amount: 1_000n, quote: { client: bob, ledger } }));
  const order = await local.makeOrder({ pooled: true });
  await local.mined(openOrder(alice, { spoke, order }));
  await local.carry("spoke");
  await local.mined(setOperator(bob, { ledger, operator: vault, approved: true }));
  await local.mined(depositInVault(bob, { vault, assets: 500n }));
  await local.mined(fillPooled(anyone, { hub, ledger, order, fillers: [vault] }));
  await local.carry("hub");
  expect(await local.balance(local.client(4).account.address)).toBe(990n);

  const before = await local.balance(bob.account.address);
  await local.mined(redeemTo(bob, { vault, chain, shares: 1_000_000n }));
  await local.mined(redeem(bob, { vault, shares: 500_000n }));
  await local.carry("hub");
  expect(await local.balance(bob.account.address)).toBe(before + 1_000n);
  await expect(redeemTo(bob, { vault, chain, shares: 1n, minimum: 1n })).rejects.toMatchObject({
    errorName: "ERC4626ExceededMaxRedeem",
  });
});

test("each leg's payout costs its fee, which the bound that is asked for allows", async () => {
  await using local = await deployLocally();
  const { chain, hub, ledger, spoke, token } = local;
  const [governance, alice, bob] = [local.client(0), local.client(1), local.client(2)];
  await local.mined(
    governance.writeContract({ address: ledger, abi: ledgerAbi, functionName: "setPayoutFee", args: [1, chain, 7n] }),
  );
  const [leg] = (await local.makeOrder({ pooled: true })).legs;
  const order = await local.makeOrder({ pooled: true, legs: [leg!, { ...leg!, outputAmount: 500n }] });
  await local.mined(deposit(bob, { spoke, token, amount: 2_000n, quote: { client: bob, ledger } }));
  await local.mined(openOrder(alice, { spoke, order }));
  await local.carry("spoke");
  expect(await quoteFill(bob, { ledger, leg: leg! })).toEqual({ debit: 997n, fee: 7n, credit: 1_000n, rebate: 0n });
  const fill = { hub, ledger, order, fillers: [bob.account.address, bob.account.address] };
  // 7 of the second leg's 500.
  await expect(fillPooled(bob, { ...fill, maxFee: 13_999n })).rejects.toMatchObject({ errorName: "FeeTooHigh" });
  await local.mined(fillPooled(bob, fill));
  await local.carry("hub");
  expect(await local.balance(local.client(4).account.address)).toBe(1_490n);
  const balance = await bob.readContract({
    ...{ address: ledger, abi: ledgerAbi, functionName: "balanceOf", args: [bob.account.address, 1n] },
  } as const);
  expect(balance).toBe(2_000n - 1_490n - 14n + 2_000n);
});

test("a pooled order is cancelled at the hub by its user, or by whoever has the user's signature", async () => {
  await using local = await deployLocally();
  const { chain: hubChain, hub, ledger, spoke } = local;
  const [alice, anyone] = [local.client(1), local.client(5)];
  const before = await local.balance(alice.account.address);
  for (const nonce of [1n, 2n]) {
    const order = await local.makeOrder({ pooled: true, nonce });
    await local.mined(openOrder(alice, { spoke, order }));
    await local.carry("spoke");
    await expect(cancelPooled(anyone, { hub, order })).rejects.toMatchObject({ errorName: "CallerNotUser" });
    const signature = await signCancellation(localAccount(1), {
      ...{ orderId: orderId(order, { hubChain, hub }), hubChain, hub },
    });
    await local.mined(
      nonce === 1n ? cancelPooled(alice, { hub, order }) : cancelPooled(anyone, { hub, order, signature }),
    );
    await expect(fillPooled(alice, { hub, ledger, order, fillers: [zeroAddress], maxFee: 0n })).rejects.toMatchObject({
      errorName: "OrderAlreadyDecided",
    });
  }
  await local.carry("hub");
  expect(await local.balance(alice.account.address)).toBe(before);
});
