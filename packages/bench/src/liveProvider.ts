/** A provider of chains that make blocks, as a process of its own, which tells its parent when it could serve which. */
import { createProviders, createWorld, serve, wallClock } from "@concert/simulator";
import { formatDeployment } from "@concert/types";
import type { FromLiveProvider, LiveChain, ToLiveProvider } from "./startLiveProvider.ts";

const chains = process.argv.slice(2).map((argument) => JSON.parse(argument) as LiveChain);
const firstChainId = 101;

function tell(message: FromLiveProvider): void {
  process.send!(message);
}

const world = createWorld({
  seed: 1,
  clock: wallClock,
  chains: chains.map((chain, index) => ({ id: firstChainId + index, ...chain })),
  traffic: { ordersPerBlock: 1 },
});
// Before those who serve it hear of a block, so that no time of theirs is missing.
for (const chain of world.chains) {
  chain.watchHead(({ header }) => {
    const at = performance.timeOrigin + performance.now();
    tell({ kind: "head", chainId: chain.id, number: Number(header.number), at });
  });
}
const server = await serve({ providers: createProviders({ world }) });
process.on("message", ({ chainId }: ToLiveProvider) => world.halt(chainId));
// Whoever asked for it is gone.
process.on("disconnect", () => process.exit());

const config = world.config((chainId) => [server.url(chainId, "a", "ws"), server.url(chainId, "a", "http")]);
tell({ kind: "ready", config, deployment: formatDeployment(world.deployment) });
await world.start(new AbortController().signal);
