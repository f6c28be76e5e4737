import { once } from "node:events";
import { createServer } from "node:net";
import { createPublicClient, http, webSocket } from "viem";
import { expect, test } from "vitest";
import { startChain } from "./startChain.ts";

test("a chain mines each second and finalizes all but the last two blocks", async () => {
  await using chain = await startChain({ chainId: 31338 });
  const client = createPublicClient({ transport: http(chain.rpcUrl) });
  expect(await client.getChainId()).toBe(31338);

  await expect.poll(() => client.getBlockNumber({ cacheTime: 0 }), { timeout: 10_000 }).toBeGreaterThanOrEqual(4n);
  const [latest, finalized] = [await client.getBlock(), await client.getBlock({ blockTag: "finalized" })];
  expect(latest.number - finalized.number).toBeLessThanOrEqual(2n);
  expect(await createPublicClient({ transport: webSocket(chain.webSocketUrl) }).getChainId()).toBe(31338);
});

test("another port is chosen when the wanted one is taken", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  const { port } = occupant.address() as { port: number };
  try {
    await using chain = await startChain({ chainId: 31337, port });
    expect(chain.port).not.toBe(port);
    expect(await createPublicClient({ transport: http(chain.rpcUrl) }).getChainId()).toBe(31337);
  } finally {
    occupant.close();
  }
});
