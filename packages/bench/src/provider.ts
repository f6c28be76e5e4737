/** A provider of a history, as a process of its own: what it costs is not the indexer's. Speaks with its parent by IPC. */
import { createHistoryProviders, openHistory, serve } from "@concert/simulator";
import { formatDeployment } from "@concert/types";
import type { FromProvider, ToProvider } from "./startProvider.ts";

const [directory, ...shown] = process.argv.slice(2);
const history = openHistory(directory!);
for (const [index, behind] of shown.entries()) {
  const chain = history.chains[index]!;
  chain.setHead(chain.lastBlock - Number(behind));
}
const server = await serve({ providers: createHistoryProviders({ history }) });

function tell(message: FromProvider): void {
  process.send!(message);
}

process.on("message", (message: ToProvider) => {
  switch (message.kind) {
    case "count":
      tell({ kind: "counted", requests: server.requestCount() });
      break;
    case "reveal": {
      const chain = history.chains.find(({ chainId }) => chainId === message.chainId)!;
      const number = chain.head() + 1;
      const at = performance.timeOrigin + performance.now();
      chain.setHead(number);
      tell({ kind: "revealed", chainId: message.chainId, number, at });
    }
  }
});
// Whoever asked for it is gone.
process.on("disconnect", () => process.exit());

const urls = (chainId: number) => [server.url(chainId, "a", "ws"), server.url(chainId, "a", "http")];
tell({
  kind: "ready",
  chains: history.chains.map(({ chainId, lastBlock, head }) => ({ chainId, lastBlock, head: head() })),
  events: history.description.events,
  config: history.config(urls),
  deployment: formatDeployment(history.deployment),
});
