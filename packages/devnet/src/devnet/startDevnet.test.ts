import { eventsAbi, spokeAbi } from "@concert/types";
import { parseEventLogs } from "viem";
import { expect, test } from "vitest";
import { accountIndexes } from "../account/devnetAccount.ts";
import { runTraffic } from "../traffic/runTraffic.ts";
import { startDevnet } from "./startDevnet.ts";

test("random orders are opened and filled on three chains with everything deployed", async () => {
  await using devnet = await startDevnet();

  const traffic = await runTraffic({ devnet, seed: 7, orderCount: 10 });

  const logs = await Promise.all(
    devnet.chains.map(async ({ chainId }) => {
      const client = devnet.client(chainId, accountIndexes.users[0]);
      expect(
        await client.readContract({ abi: spokeAbi, address: devnet.spoke, functionName: "hub" }),
        `the spoke's hub on ${chainId}`,
      ).toBe(devnet.hub);
      // What was sent last is mined with the next block.
      await client.waitForTransactionReceipt({ hash: await client.sendTransaction({ to: client.account.address }) });
      return await client.getLogs({ address: devnet.spoke, fromBlock: 0n });
    }),
  );
  const events = parseEventLogs({ abi: eventsAbi, logs: logs.flat() });
  const count = (name: string) => events.filter(({ eventName }) => eventName === name).length;
  expect(traffic.openCount).toBeGreaterThan(10);
  expect(count("OrderOpened") + count("SignedOrderOpened")).toBe(traffic.openCount);
  expect(count("SignedOrderOpened")).toBe(traffic.signedOpenCount);
  expect(count("EntryQueued")).toBe(traffic.openCount + traffic.fillCount + traffic.cancelCount);
  // Before, each spoke was told to take orders.
  expect(count("Configured")).toBe(devnet.chains.length);
});
