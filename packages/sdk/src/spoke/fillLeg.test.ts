import { accountToAddress, addressToAccount, decodeReport, native } from "@concert/types";
import { parseGwei } from "viem";
import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { fillLeg } from "./fillLeg.ts";
import { openOrder } from "./openOrder.ts";

test("a leg is filled once, for a repayment to the solver where the leg comes from", async () => {
  await using local = await deployLocally();
  const { spoke, chain } = local;
  const order = await local.makeOrder();
  const solver = local.client(2);

  await local.mined(fillLeg(solver, { spoke, order, leg: 0, hold: false }));
  expect(await local.balance(accountToAddress(order.legs[0]!.recipient)!)).toBe(990n);
  const decoded = decodeReport((await local.entries(spoke)).at(-1)!);
  expect(decoded).toMatchObject({
    kind: "filled",
    fill: { hold: false, repayment: { chain } },
  });

  await expect(fillLeg(solver, { spoke, order, leg: 0, hold: true })).rejects.toMatchObject({
    errorName: "LegAlreadyFilled",
    retryable: false,
  });
  await expect(fillLeg(solver, { spoke, order, leg: 1, hold: true })).rejects.toThrow(
    "The order has 1 legs, and no leg 1.",
  );
});

test("native inputs and outputs go with the transactions, beside the entry fees", async () => {
  await using local = await deployLocally({ entryFeeGwei: 100n });
  const { spoke } = local;
  const { legs } = await local.makeOrder();
  const recipient = "0x00000000000000000000000000000000000c0113";
  const leg = { ...legs[0]!, inputToken: native, outputToken: addressToAccount(native) };
  const order = await local.makeOrder({ legs: [{ ...leg, recipient: addressToAccount(recipient) }] });
  const [user, solver] = [local.client(1), local.client(2)];
  await local.mined(openOrder(user, { spoke, order }));
  await local.mined(fillLeg(solver, { spoke, order, leg: 0, hold: false }));
  expect(await user.getBalance({ address: recipient })).toBe(990n);
  // The input is kept in the wrapped token.
  expect(await user.getBalance({ address: spoke })).toBe(parseGwei("200"));
  expect((await local.entries(spoke)).slice(-2).map((entry) => decodeReport(entry))).toMatchObject([
    { kind: "escrowed", fee: 100n },
    { kind: "filled", fill: { fee: 100n } },
  ]);
});
