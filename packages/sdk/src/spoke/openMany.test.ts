import { native, spokeAbi } from "@concert/types";
import { parseEventLogs, parseGwei } from "viem";
import { expect, test } from "vitest";
import { deployLocally, localAccount } from "../../test/deployLocally.ts";
import { signOrder } from "../sign/signOrder.ts";
import { fillMany } from "./fillMany.ts";
import { openMany } from "./openMany.ts";

test("what can be opened is opened in one transaction, the rest is skipped and its value comes back", async () => {
  await using local = await deployLocally({ entryFeeGwei: 100n });
  const { chain: hubChain, hub, spoke } = local;
  const solver = local.client(2);
  const { legs } = await local.makeOrder();
  const many = { legs: Array.from({ length: 16 }, () => legs[0]!) };
  const orders = await Promise.all([
    local.makeOrder({ nonce: 1n }),
    local.makeOrder({ nonce: 2n, openDeadline: 5n }),
    local.makeOrder({ nonce: 3n, legs: [{ ...legs[0]!, inputToken: native }] }),
    local.makeOrder({ nonce: 4n, ...many }),
  ]);
  const signature = await signOrder(localAccount(1), { order: orders[0]!, hubChain, hub });
  const [first, ...rest] = orders;
  const hash = await openMany(solver, {
    spoke,
    orders: [{ order: first!, signature }, ...rest.map((order) => ({ order }))],
  });
  const { logs, status } = await solver.waitForTransactionReceipt({ hash });
  expect(status).toBe("success");
  expect(parseEventLogs({ abi: spokeAbi, logs }).map(({ eventName }) => eventName)).toEqual([
    ...["SignedOrderOpened", "EntryQueued", "RequestSkipped"],
    ...["OrderOpened", "OrderPaidFor", "EntryQueued", "OrderOpened", "OrderPaidFor", "EntryQueued"],
  ]);
  // Three fees; the native input is in the wrapped token.
  expect(await solver.getBalance({ address: spoke })).toBe(parseGwei("300"));

  await expect(openMany(solver, { spoke, orders: [{ order: orders[1]! }] })).rejects.toMatchObject({
    errorName: "OpenDeadlinePassed",
  });
  const fills = orders.map((order) => ({ order, leg: 0, hold: true }));
  await local.mined(fillMany(solver, { spoke, fills: [...fills, { order: first!, leg: 0, hold: false }] }));
  expect(await local.balance(spoke)).toBe(17n * 1_000n + 4n * 990n);
  await expect(fillMany(solver, { spoke, fills })).rejects.toMatchObject({ errorName: "LegAlreadyFilled" });
});
