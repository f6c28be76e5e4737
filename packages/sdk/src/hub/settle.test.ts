import { accountToAddress, decodeReport, type Fill, hubAbi, type Order, orderId } from "@concert/types";
import { expect, test } from "vitest";
import { deployLocally, type LocalDeployment } from "../../test/deployLocally.ts";
import { fillLeg } from "../spoke/fillLeg.ts";
import { heartbeat } from "../spoke/heartbeat.ts";
import { openOrder } from "../spoke/openOrder.ts";
import { abort } from "./abort.ts";
import { unreportedFill } from "./ReportedOrder.ts";
import { refund } from "./refund.ts";
import { settle } from "./settle.ts";

test("an order that is filled is settled: the held output goes to the recipient, the input to the solver", async () => {
  await using local = await deployLocally();
  const { hub, spoke } = local;
  const order = await local.makeOrder();
  const solver = local.client(2);
  await local.mined(openOrder(local.client(1), { spoke, order }));
  await local.mined(fillLeg(solver, { spoke, order, leg: 0, hold: true }));
  const fills = [await reportedFill(local)];
  await expect(settle(solver, { hub, orders: [{ order, fills }] })).rejects.toMatchObject({
    errorName: "LegNotEscrowed",
  });
  await local.carry("spoke");
  await expect(settle(solver, { hub, orders: [{ order, fills: [unreportedFill] }] })).rejects.toMatchObject({
    errorName: "FillNotAsReported",
  });

  const before = await local.balance(solver.account.address);
  await local.mined(settle(solver, { hub, orders: [{ order, fills }] }));
  await local.carry("hub");
  expect(await local.balance(solver.account.address)).toBe(before + 1_000n);
  expect(await local.balance(accountToAddress(order.legs[0]!.recipient)!)).toBe(990n);
  await expect(settle(solver, { hub, orders: [{ order, fills }] })).rejects.toThrow(
    `settle of ${hub} on chain 31337 reverted: OrderAlreadyDecided(orderId ${idOf(local, order)}, decision 1)`,
  );
});

test("an order that is not filled is aborted after the watermark, and refunded again for what comes late", async () => {
  await using local = await deployLocally();
  const { chain, hub, spoke } = local;
  const order = await local.makeOrder();
  const user = local.client(1);
  const account = user.account.address;
  const orders = [{ order, fills: [unreportedFill] }];
  const before = await local.balance(account);
  await local.mined(openOrder(user, { spoke, order }));
  await local.carry("spoke");
  await local.mined(openOrder(user, { spoke, order }));
  await expect(abort(user, { hub, orders })).rejects.toMatchObject({ errorName: "OrderNotExpired" });
  await expect(refund(user, { hub, orders })).rejects.toMatchObject({ errorName: "OrderNotDecided" });

  // The second escrow is on its way while the order is aborted.
  await local.passUntil(order.fillDeadline + 1n);
  await local.mined(heartbeat(user, { spoke }));
  await local.carry("spoke");
  await local.mined(abort(user, { hub, orders }));
  await local.carry("hub");
  expect(await local.balance(account)).toBe(before);
  expect(
    await user.readContract({ abi: hubAbi, address: hub, functionName: "escrows", args: [idOf(local, order), chain] }),
  ).toEqual([2n, 2n, 0n, false]);
  await expect(refund(user, { hub, orders })).rejects.toMatchObject({ errorName: "NothingToRefund" });
});

test("an escrow that is reported after the decision is refunded", async () => {
  await using local = await deployLocally();
  const { hub, spoke } = local;
  const order = await local.makeOrder();
  const user = local.client(1);
  const before = await local.balance(user.account.address);
  await local.mined(openOrder(user, { spoke, order }));
  await local.mined(fillLeg(local.client(2), { spoke, order, leg: 0, hold: false }));
  const orders = [{ order, fills: [await reportedFill(local)] }];
  await local.carry("spoke");
  await local.mined(settle(user, { hub, orders }));
  await local.mined(openOrder(user, { spoke, order }));
  await local.carry("spoke");

  await local.mined(refund(user, { hub, orders }));
  await local.carry("hub");
  expect(await local.balance(user.account.address)).toBe(before - 1_000n);
});

/** The fill that the spoke reported last. */
async function reportedFill({ entries, spoke }: LocalDeployment): Promise<Fill> {
  const report = decodeReport((await entries(spoke)).at(-1)!);
  if (report.kind !== "filled") throw new Error(`the last report is ${report.kind}`);
  return report.fill;
}

function idOf({ hub, chain }: LocalDeployment, order: Order) {
  return orderId(order, { hubChain: chain, hub });
}
