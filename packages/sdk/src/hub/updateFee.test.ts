import { hubAbi, spokeAbi } from "@concert/types";
import { parseEther, parseGwei } from "viem";
import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { updateFee } from "./updateFee.ts";

test("the fee follows the policy once it is carried to the spoke", async () => {
  await using local = await deployLocally({ entryFeeGwei: 100n });
  const { chain, hub, spoke } = local;
  const [admin, anyone] = [local.client(0), local.client(1)];
  const { timestamp } = await anyone.getBlock();
  await local.passUntil(timestamp + 120n);
  await expect(updateFee(anyone, { hub, chain })).rejects.toThrow(
    `updateFee of ${hub} on chain 31337 reverted: FeeUnchanged(entryFee ${parseGwei("100")})`,
  );

  const policy = { minimum: 200n, maximum: 200n, rate: parseEther("1") };
  await local.mined(
    admin.writeContract({ abi: hubAbi, address: hub, functionName: "setFeePolicy", args: [chain, policy] }),
  );
  await local.mined(updateFee(anyone, { hub, chain }));
  await local.carry("hub");
  expect(await anyone.readContract({ abi: spokeAbi, address: spoke, functionName: "configuration" })).toEqual([
    ...[true, false, false, parseGwei("200")],
  ]);
  await expect(updateFee(anyone, { hub, chain })).rejects.toMatchObject({ errorName: "FeeUpdateTooSoon" });
});
