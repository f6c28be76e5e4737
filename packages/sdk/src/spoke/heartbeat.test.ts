import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { heartbeat } from "./heartbeat.ts";

test("a heartbeat is queued, and the next one only after the spacing", async () => {
  await using local = await deployLocally();
  const { spoke } = local;
  const { timestamp } = await local.client(0).getBlock();
  await local.passUntil(timestamp + 10n);
  const count = (await local.entries(spoke)).length;

  await local.mined(heartbeat(local.client(1), { spoke }));
  expect(await local.entries(spoke)).toHaveLength(count + 1);
  await expect(heartbeat(local.client(1), { spoke })).rejects.toMatchObject({ errorName: "HeartbeatTooSoon" });
});
