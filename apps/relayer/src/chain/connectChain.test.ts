import { startChain } from "@concert/devnet";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { getChainId } from "viem/actions";
import { expect, test } from "vitest";
import { createLog } from "../log.ts";
import { connectChain } from "./connectChain.ts";

test.each(["rpcUrl", "webSocketUrl"] as const)("a chain goes away and comes back, each told once (%s)", async (url) => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line.replace(/^\S+ /, "")));
  const first = await startChain({ chainId: 31337 });
  const account = privateKeyToAccount(generatePrivateKey());
  const options = { id: 31337n, name: "local", rpcUrls: [first[url]], finality: "finalized" } as const;
  const { sender, health } = connectChain(options, account, log);
  expect(await getChainId(sender.client)).toBe(31337);
  expect(health.retryAt).toBe(0);

  const away = Date.now();
  await first.process.kill();
  for (let tries = 0; tries < 3; tries++) await expect(getChainId(sender.client)).rejects.toThrow();
  expect(health.retryAt).toBeGreaterThan(away);
  expect(lines).toEqual([expect.stringMatching(/^warn {2}chain away chain=31337 reason=/)]);

  await using _again = await startChain({ chainId: 31337, port: first.port });
  await expect.poll(() => getChainId(sender.client).catch(() => undefined), { timeout: 5_000 }).toBe(31337);
  expect(health.retryAt).toBe(0);
  expect(lines.slice(1)).toEqual(["info  chain back chain=31337"]);
});
