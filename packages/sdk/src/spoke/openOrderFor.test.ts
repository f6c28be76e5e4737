import { decodeReport, native, type Order } from "@concert/types";
import { testTokenAbi, testWrappedNativeAbi } from "@concert/types/test-contracts";
import { maxUint256, parseGwei } from "viem";
import { expect, test } from "vitest";
import { deployLocally, localAccount } from "../../test/deployLocally.ts";
import { signOrder } from "../sign/signOrder.ts";
import { cancelNonce } from "./cancelNonce.ts";
import { openOrderFor } from "./openOrderFor.ts";

test("anyone opens what the user signed, once, and pays the fee", async () => {
  await using local = await deployLocally({ entryFeeGwei: 100n });
  const { chain: hubChain, hub, spoke } = local;
  const order = await local.makeOrder();
  const signature = await signOrder(localAccount(1), { order, hubChain, hub });
  const [anyone, user] = [local.client(5), local.client(1).account.address];
  const before = await local.balance(user);
  await local.mined(openOrderFor(anyone, { spoke, order, signature }));
  expect(await local.balance(user)).toBe(before - 1_000n);
  expect(decodeReport((await local.entries(spoke)).at(-1)!)).toMatchObject({ kind: "escrowed", fee: 100n });

  await expect(openOrderFor(anyone, { spoke, order, signature })).rejects.toThrow(
    `openFor of ${spoke} on chain 31337 reverted: NonceUsed(user ${user}, nonce 0)`,
  );
  const other: Order = { ...order, nonce: 1n };
  await expect(openOrderFor(anyone, { spoke, order: other, signature })).rejects.toMatchObject({
    errorName: "SignatureInvalid",
  });
  await expect(openOrderFor(anyone, { spoke, order, signature, feeWei: parseGwei("99") })).rejects.toMatchObject({
    name: "RevertError",
  });
});

test("a nonce that the user gave up opens nothing", async () => {
  await using local = await deployLocally();
  const { chain: hubChain, hub, spoke } = local;
  const order = await local.makeOrder({ nonce: 7n });
  const signature = await signOrder(localAccount(1), { order, hubChain, hub });
  await local.mined(cancelNonce(local.client(1), { spoke, nonce: 7n }));
  await expect(openOrderFor(local.client(5), { spoke, order, signature })).rejects.toMatchObject({
    errorName: "NonceUsed",
  });
  await expect(cancelNonce(local.client(1), { spoke, nonce: 7n })).rejects.toMatchObject({ errorName: "NonceUsed" });
});

test("a native input is taken in the wrapped token", async () => {
  await using local = await deployLocally();
  const { chain: hubChain, hub, spoke, wrappedNative } = local;
  const [user, anyone] = [local.client(1), local.client(5)];
  const { legs } = await local.makeOrder();
  const order = await local.makeOrder({ legs: [{ ...legs[0]!, inputToken: native }] });
  const signature = await signOrder(localAccount(1), { order, hubChain, hub });
  const weth = { abi: testWrappedNativeAbi, address: wrappedNative } as const;
  await local.mined(user.writeContract({ ...weth, functionName: "deposit", value: 1_000n }));
  await local.mined(
    user.writeContract({ ...weth, abi: testTokenAbi, functionName: "approve", args: [spoke, maxUint256] }),
  );
  await local.mined(openOrderFor(anyone, { spoke, order, signature }));
  expect(await anyone.readContract({ ...weth, functionName: "balanceOf", args: [spoke] })).toBe(1_000n);
});
