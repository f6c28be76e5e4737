import { loadConfig, loadDeployment } from "@concert/types";
import { Pool } from "pg";
import type { ChainStatus } from "./api/ChainStatus.ts";
import { countDivergences } from "./api/countDivergences.ts";
import { type Handler, startServer } from "./api/startServer.ts";
import { systemClock } from "./clock.ts";
import { indexChain } from "./indexChain.ts";
import { createLog, type Log } from "./log.ts";
import { collectProcessMetrics, createMetrics } from "./metrics.ts";
import { readChains } from "./readChains.ts";
import { connectStore } from "./store/connectStore.ts";
import { grantReader } from "./store/grantReader.ts";
import { migrateStore } from "./store/migrateStore.ts";

export type StartParameters = {
  configFile: string;
  deploymentFile: string;
  schema: string;
  port: number;
  databaseUrl: string;
  /** For the read-only role; unchanged if undefined. */
  readerPassword: string | undefined;
};

const pollMilliseconds = 500;
const apiConnections = 10;

/**
 * Indexes every chain of the configuration and serves the state, until SIGINT or SIGTERM.
 *
 * @throws {InputError} If something of what it was given is wrong.
 */
export async function start(parameters: StartParameters): Promise<void> {
  const { schema, databaseUrl } = parameters;
  const log = createLog();
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      log.info("stopping", { signal });
      stop.abort();
    });
  }

  const config = await loadConfig(parameters.configFile);
  const chains = readChains(config, await loadDeployment(parameters.deploymentFile));
  const statuses = chains.map(
    ({ chainId, name }): ChainStatus => ({
      chainId,
      name,
      blockNumber: undefined,
      headBlockNumber: undefined,
      outage: undefined,
      failure: undefined,
    }),
  );

  const metrics = createMetrics();
  collectProcessMetrics(metrics);

  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer(parameters.port, statuses, metrics.registry));
  // Each chain has a connection of its own: it prepares each statement once.
  const stores = await Promise.all(chains.map(() => connectStore({ url: databaseUrl, schema, connections: 1 })));
  for (const store of stores) stack.defer(() => store.end({ timeout: 1 }));
  await migrateStore(databaseUrl, schema);
  await grantReader(stores[0]!, schema, parameters.readerPassword, log);
  const asked = await connectStore({ url: databaseUrl, schema, connections: 1 });
  stack.defer(() => asked.end({ timeout: 1 }));
  server.divergences = () => countDivergences(asked);

  const hubChainId = BigInt(config.hub);
  const indexing = chains.map((chain, index) =>
    indexChain({
      chain,
      hubChainId,
      store: stores[index]!,
      status: statuses[index]!,
      log: log.with({ chain: chain.chainId }),
      clock: systemClock,
      metrics,
      pollMilliseconds,
      signal: stop.signal,
    }),
  );
  const serving = serveGraphql(parameters, log, stack).then((handler) => {
    server.handler = handler;
    log.info("serving", { graphql: `http://127.0.0.1:${server.port}/graphql`, schema });
  });
  // One part that fails ends all: a chain that is not indexed any more would stand still unseen.
  const parts = [...indexing, serving].map((part) =>
    part.catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  for (const { status, reason } of (await Promise.allSettled(parts)) as PromiseRejectedResult[]) {
    if (status === "rejected") throw reason;
  }
}

async function serveGraphql(
  { databaseUrl, schema }: StartParameters,
  log: Log,
  stack: AsyncDisposableStack,
): Promise<Handler> {
  const pool = new Pool({ connectionString: databaseUrl, max: apiConnections, application_name: "concert-graphql" });
  pool.on("error", (error) => log.warn("an idle connection to Postgres broke", { error: error.message }));
  stack.defer(() => pool.end());
  // Grafast reads it when it is loaded.
  process.env.GRAPHILE_ENV ??= "production";
  const { createGraphql } = await import("./api/graphql/createGraphql.ts");
  const graphql = await createGraphql(pool, schema);
  stack.defer(() => graphql.close());
  return (request, response, next) => void graphql.handle(request, response, next);
}
