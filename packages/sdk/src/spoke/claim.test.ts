import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { abort } from "../hub/abort.ts";
import { unreportedFill } from "../hub/ReportedOrder.ts";
import { claim } from "./claim.ts";
import { heartbeat } from "./heartbeat.ts";
import { openOrder } from "./openOrder.ts";

test("what a token refused is claimed once", async () => {
  await using local = await deployLocally();
  const { hub, spoke, token } = local;
  const order = await local.makeOrder();
  const [anyone, user] = [local.client(2), local.client(1)];
  const account = user.account.address;
  await local.mined(openOrder(user, { spoke, order }));
  await local.passUntil(order.fillDeadline + 1n);
  await local.mined(heartbeat(anyone, { spoke }));
  await local.carry("spoke");
  await local.mined(abort(anyone, { hub, orders: [{ order, fills: [unreportedFill] }] }));

  const code = await anyone.getCode({ address: token });
  const revert = "0x5f5ffd";
  await anyone.setCode({ address: token, bytecode: revert });
  await local.carry("hub");
  await expect(claim(anyone, { spoke, token, account })).rejects.toThrow(`claim of ${spoke} on chain 31337 reverted:`);
  await anyone.setCode({ address: token, bytecode: code! });

  const before = await local.balance(account);
  await local.mined(claim(anyone, { spoke, token, account }));
  expect(await local.balance(account)).toBe(before + 1_000n);
  await expect(claim(anyone, { spoke, token, account })).rejects.toThrow(
    `claim of ${spoke} on chain 31337 reverted: ClaimTooLarge(token ${token}, account ${account}, claimable 0)`,
  );
});
