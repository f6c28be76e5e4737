import { addressToAccount, decodeReport, encodeExecutions, executorOf, type Fill, orderId } from "@concert/types";
import { testTokenAbi } from "@concert/types/test-contracts";
import { encodeFunctionData, zeroHash } from "viem";
import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { settle } from "../hub/settle.ts";
import { executeCall } from "./executeCall.ts";
import { fillLeg } from "./fillLeg.ts";
import { openOrder } from "./openOrder.ts";

test("a call runs once the held output has reached the executor, and what it leaves goes back", async () => {
  await using local = await deployLocally();
  const { chain, hub, spoke, token } = local;
  const [user, solver, anyone] = [local.client(1), local.client(2), local.client(5)];
  const [target, fallback] = [local.client(6).account.address, local.client(7).account.address];
  const transfer = encodeFunctionData({ abi: testTokenAbi, functionName: "transfer", args: [target, 900n] });
  const { legs } = await local.makeOrder();
  const order = await local.makeOrder({
    legs: [{ ...legs[0]!, recipient: zeroHash }],
    calls: [
      {
        ...{ chain, fallbackRecipient: addressToAccount(fallback), gas: 200_000n },
        calls: encodeExecutions([{ target: token, value: 0n, data: transfer }]),
      },
    ],
  });
  await local.mined(openOrder(user, { spoke, order }));
  await local.mined(fillLeg(solver, { spoke, order, leg: 0, hold: true }));
  const report = decodeReport((await local.entries(spoke)).at(-1)!);
  const fills: Fill[] = report.kind === "filled" ? [report.fill] : [];
  await expect(executeCall(anyone, { spoke, order })).rejects.toMatchObject({ errorName: "OutputsMissing" });

  await local.carry("spoke");
  await local.mined(settle(anyone, { hub, orders: [{ order, fills }] }));
  await local.carry("hub");
  expect(await local.balance(executorOf(spoke, orderId(order, { hubChain: chain, hub })))).toBe(990n);
  await local.mined(executeCall(anyone, { spoke, order }));
  expect(await local.balance(target)).toBe(900n);
  expect(await local.balance(fallback)).toBe(90n);
});
