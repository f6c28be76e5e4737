import { hubAbi } from "@concert/types";
import { pad, parseGwei } from "viem";
import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { openOrder } from "../spoke/openOrder.ts";
import { collectFees } from "./collectFees.ts";

test("what a delivery earned is paid by the spoke, less the fee of its own delivery", async () => {
  await using local = await deployLocally();
  const { chain, hub, spoke } = local;
  // Who carries is account 0: three eighths of the fee are for the delivery.
  await local.mined(openOrder(local.client(1), { spoke, order: await local.makeOrder(), feeWei: parseGwei("8000") }));
  await local.carry("spoke");
  const carrier = local.client(0);
  expect(
    await carrier.readContract({
      ...{ abi: hubAbi, address: hub, functionName: "earnedFees", args: [chain, carrier.account.address] },
    } as const),
  ).toBe(3_000n);

  const recipient = "0x00000000000000000000000000000000000c0113" as const;
  await local.mined(collectFees(carrier, { hub, chain, recipient: pad(recipient) }));
  await local.carry("hub");
  expect(await carrier.getBalance({ address: recipient })).toBe(parseGwei("3000"));
  await expect(collectFees(carrier, { hub, chain })).rejects.toMatchObject({ errorName: "FeesTooLow" });
  expect(await carrier.getBalance({ address: spoke })).toBe(parseGwei("5000"));
});
