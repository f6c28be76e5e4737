import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { InputError } from "@concert/types";
import type { Registry } from "prom-client";
import { systemClock } from "../clock.ts";
import { type ChainStatus, isReady, stateOf } from "./ChainStatus.ts";
import type { DivergenceCounts } from "./countDivergences.ts";

/** Answers a request, or leaves it to `next`. */
export type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type RunningServer = AsyncDisposable & {
  port: number;
  /** Answers what this server does not answer by itself. */
  handler: Handler | undefined;
  /** Whether the handler has all it needs; a request waits for it otherwise. */
  answersAtOnce: boolean;
  /** Asked at every `/readyz`. */
  divergences: (() => Promise<DivergenceCounts>) | undefined;
};

/**
 * Listens on the loopback interface and tells how the process is: `/healthz` that it runs, `/readyz` whether every
 * chain is indexed up to its head, no channel has diverged and GraphQL is served.
 *
 * @throws {InputError} If the port is taken.
 */
export async function startServer(
  port: number,
  chains: readonly ChainStatus[],
  metrics: Registry,
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const [path] = (request.url ?? "/").split("?");
    if (path === "/healthz") return reply(response, 200, { status: "ok" });
    if (path === "/readyz") return void replyReadiness(response, chains, running);
    if (path === "/metrics") return void replyMetrics(response, metrics);
    const notFound = () =>
      reply(response, 404, { error: `there is nothing at ${path}: try /graphql, /healthz, /readyz or /metrics.` });
    if (running.handler === undefined) return notFound();
    if (path === "/") {
      response.writeHead(302, { location: "/graphql" }).end();
      return;
    }
    running.handler(request, response, notFound);
  });
  const running: RunningServer = {
    port: await listen(server, port),
    handler: undefined,
    answersAtOnce: false,
    divergences: undefined,
    [Symbol.asyncDispose]: () => close(server),
  };
  return running;
}

async function replyReadiness(
  response: ServerResponse,
  chains: readonly ChainStatus[],
  { answersAtOnce, divergences }: RunningServer,
): Promise<void> {
  const counts = await divergences?.().catch(() => undefined);
  const now = systemClock.now();
  const ready = answersAtOnce && counts?.diverged === 0 && chains.every((chain) => isReady(chain, now));
  reply(response, ready ? 200 : 503, {
    ready,
    // Null while Postgres does not answer.
    divergences: counts ?? null,
    chains: chains.map((chain) => ({
      chainId: `${chain.chainId}`,
      name: chain.name,
      ready: isReady(chain, now),
      blockNumber: chain.blockNumber === undefined ? null : `${chain.blockNumber}`,
      headBlockNumber: chain.headBlockNumber === undefined ? null : `${chain.headBlockNumber}`,
      state: stateOf(chain),
      error: chain.stopped ?? chain.outage ?? chain.failure ?? null,
      waiting: describeWaiting(chain),
      poisonedEvents: chain.poisonCount,
    })),
  });
}

/** What the chain's next block follows from, and is not there yet. */
function describeWaiting({ waiting }: ChainStatus) {
  if (waiting === undefined) return null;
  const { block, source, head } = waiting.requirement;
  return {
    blockNumber: `${block}`,
    forChainId: `${source}`,
    forHead: head,
    since: new Date(waiting.since).toISOString(),
  };
}

async function replyMetrics(response: ServerResponse, metrics: Registry): Promise<void> {
  const text = await metrics.metrics();
  response.writeHead(200, { "content-type": metrics.contentType, "cache-control": "no-store" });
  response.end(text);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        reject(new InputError(`port ${port} is taken: end what listens there, or give another with --port.`));
      } else if (error.code === "EACCES") {
        reject(new InputError(`port ${port} may not be used by this user: give one above 1023 with --port.`));
      } else reject(error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port.");
  return address.port;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // Whoever is still being answered has a second to take it.
  const timer = setTimeout(() => server.closeAllConnections(), 1_000);
  await closed;
  clearTimeout(timer);
}
