import { hostname } from "node:os";
import { loadConfig, loadDeployment } from "@concert/types";
import { Pool } from "pg";
import { unknownStatus } from "./api/ChainStatus.ts";
import { countDivergences } from "./api/countDivergences.ts";
import { type Handler, startServer } from "./api/startServer.ts";
import { systemClock } from "./clock.ts";
import { indexChains } from "./indexChains.ts";
import { createLog, type Log } from "./log.ts";
import { collectProcessMetrics, createMetrics } from "./metrics.ts";
import { observeChains } from "./observeChains.ts";
import { readChains } from "./readChains.ts";
import { systemNetwork } from "./source/Network.ts";
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
const defaultUnprovenAfterSeconds = 300;
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
  const statuses = chains.map(({ chainId, name }) => unknownStatus(chainId, name));

  const metrics = createMetrics();
  collectProcessMetrics(metrics);

  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer(parameters.port, statuses, metrics.registry));
  // Two commits at a time: each connection prepares each of their statements once.
  const store = await connectStore({ url: databaseUrl, schema, connections: 2 });
  stack.defer(() => store.end({ timeout: 1 }));
  const queries = await connectStore({ url: databaseUrl, schema, connections: 4 });
  stack.defer(() => queries.end({ timeout: 1 }));
  await migrateStore(databaseUrl, schema);
  await grantReader(queries, schema, parameters.readerPassword, log);
  server.divergences = () => countDivergences(queries);
  observeChains(metrics, statuses);

  const indexing = indexChains({
    ...{ chains, statuses, store, queries, log, metrics, pollMilliseconds },
    hubChainId: BigInt(config.hub),
    network: systemNetwork,
    clock: systemClock,
    unprovenAfterMilliseconds: 1_000 * (config.indexer?.unprovenAfterSeconds ?? defaultUnprovenAfterSeconds),
    worker: `${hostname()} ${process.pid}`,
    signal: stop.signal,
  });
  indexing.hold(new Set(chains.map(({ chainId }) => chainId)));
  const serving = serveGraphql(parameters, log, stack).then((handler) => {
    server.handler = handler;
    log.info("serving", { graphql: `http://127.0.0.1:${server.port}/graphql`, schema });
  });
  // One part that fails ends all: a chain that is not indexed any more would stand still unseen.
  const parts = [indexing.ended, serving].map((part) =>
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
