import { decodeReport, orderId } from "@concert/types";
import { expect, test } from "vitest";
import { deployLocally, localAccount } from "../../test/deployLocally.ts";
import { abort } from "../hub/abort.ts";
import { unreportedFill } from "../hub/ReportedOrder.ts";
import { signCancellation } from "../sign/signCancellation.ts";
import { cancelOrder } from "./cancelOrder.ts";
import { cancelOrderFor } from "./cancelOrderFor.ts";
import { fillLeg } from "./fillLeg.ts";
import { openOrder } from "./openOrder.ts";

test("a cancelled order is refunded before its deadline, and cannot be filled", async () => {
  await using local = await deployLocally({ entryFeeGwei: 100n });
  const { hub, spoke } = local;
  const order = await local.makeOrder();
  const [user, solver] = [local.client(1), local.client(2)];
  const before = await local.balance(user.account.address);
  await local.mined(openOrder(user, { spoke, order }));
  await expect(cancelOrder(solver, { spoke, order })).rejects.toMatchObject({ errorName: "CallerNotUser" });
  await local.mined(cancelOrder(user, { spoke, order }));
  expect(decodeReport((await local.entries(spoke)).at(-1)!)).toMatchObject({ kind: "cancelled", fee: 100n });
  await expect(fillLeg(solver, { spoke, order, leg: 0, hold: true })).rejects.toMatchObject({
    errorName: "OrderCancelled",
  });

  await local.carry("spoke");
  await local.mined(abort(solver, { hub, orders: [{ order, fills: [unreportedFill] }] }));
  await local.carry("hub");
  expect(await local.balance(user.account.address)).toBe(before);
});

test("anyone cancels for a user who signed that", async () => {
  await using local = await deployLocally();
  const { chain: hubChain, hub, spoke } = local;
  const order = await local.makeOrder();
  const cancellation = { orderId: orderId(order, { hubChain, hub }), hubChain, hub };
  const anyone = local.client(5);
  const forged = await signCancellation(localAccount(2), cancellation);
  await expect(cancelOrderFor(anyone, { spoke, order, signature: forged })).rejects.toMatchObject({
    errorName: "SignatureInvalid",
  });
  const signature = await signCancellation(localAccount(1), cancellation);
  await local.mined(cancelOrderFor(anyone, { spoke, order, signature }));
  await expect(cancelOrderFor(anyone, { spoke, order, signature })).rejects.toMatchObject({
    errorName: "OrderCancelled",
  });
});
