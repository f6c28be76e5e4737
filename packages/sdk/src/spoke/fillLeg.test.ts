import { accountToAddress, decodeReport } from "@concert/types";
import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { fillLeg } from "./fillLeg.ts";

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
