import { orderId, spokeAbi } from "@concert/types";
import { parseEventLogs } from "viem";
import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { openOrder } from "./openOrder.ts";

test("an order is opened with its inputs, and what the contract refuses is told in one line", async () => {
  await using local = await deployLocally();
  const { chain, hub, spoke } = local;
  const order = await local.makeOrder();
  const user = local.client(1);

  const hash = await openOrder(user, { spoke, order });
  const { logs } = await user.waitForTransactionReceipt({ hash });
  const [opened] = parseEventLogs({ abi: spokeAbi, logs, eventName: "OrderOpened" });
  expect(opened?.args).toMatchObject({ orderId: orderId(order, { hubChain: chain, hub }), order });
  expect(await local.balance(spoke)).toBe(1_000n);

  const stranger = local.client(5);
  await expect(openOrder(stranger, { spoke, order })).rejects.toMatchObject({
    name: "RevertError",
    errorName: "ERC20InsufficientAllowance",
    message: `open of ${spoke} on chain 31337 reverted: ERC20InsufficientAllowance(spender ${spoke}, allowance 0, needed 1000)`,
  });
  await expect(openOrder(user, { spoke, order: { ...order, openDeadline: 5n } })).rejects.toThrow(
    `open of ${spoke} on chain 31337 reverted: OpenDeadlinePassed(openDeadline 5)`,
  );
  await expect(openOrder(user, { spoke, order, gasMaximum: 50_000n })).rejects.toMatchObject({
    name: "GasOverMaximumError",
    gasMaximum: 50_000n,
  });
});
