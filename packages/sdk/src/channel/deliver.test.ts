import { hashEntry, spokeAbi } from "@concert/types";
import { expect, test } from "vitest";
import { deployLocally } from "../../test/deployLocally.ts";
import { openOrder } from "../spoke/openOrder.ts";
import { acceptEarlier } from "./acceptEarlier.ts";
import { deliver } from "./deliver.ts";
import { dispatch } from "./dispatch.ts";

test("entries are dispatched and delivered in chunks, with hashes of the rest or from an earlier head", async () => {
  await using local = await deployLocally();
  const { chain, hub, spoke } = local;
  const order = await local.makeOrder();
  const client = local.client(1);
  for (let opened = 0; opened < 5; opened++) await local.mined(openOrder(client, { spoke, order }));
  const entries = await local.entries(spoke);
  const hashes = entries.map(hashEntry);
  const heads = await client.getContractEvents({
    abi: spokeAbi,
    address: spoke,
    eventName: "EntryQueued",
    fromBlock: 0n,
  });
  const headAfter = (count: number) => heads[count - 1]!.args.head!;

  await expect(deliver(client, { end: hub, chain, entries })).rejects.toMatchObject({ errorName: "HeadNotAccepted" });
  await local.mined(dispatch(client, { end: spoke, chain }));
  await local.mined(deliver(client, { end: hub, chain, entries: entries.slice(0, 2), rest: hashes.slice(2) }));

  const middle = { end: hub, chain, entries: entries.slice(2, 4) };
  await expect(deliver(client, middle)).rejects.toMatchObject({ errorName: "HeadNotAccepted" });
  await local.mined(acceptEarlier(client, { end: hub, chain, head: headAfter(4), rest: hashes.slice(4) }));
  await expect(deliver(client, { ...middle, gasMaximum: 30_000n })).rejects.toMatchObject({
    name: "GasOverMaximumError",
  });
  await local.mined(deliver(client, middle));
  await local.mined(deliver(client, { end: hub, chain, entries: entries.slice(4) }));

  await expect(dispatch(client, { end: spoke, chain: 5n })).rejects.toThrow(
    `dispatch of ${spoke} on chain 31337 reverted: RouteNotSet(chain 5)`,
  );
});
