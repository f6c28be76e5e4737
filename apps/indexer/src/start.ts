import { hostname } from "node:os";
import { loadConfig, loadDeployment } from "@concert/types";
import { type ChainStatus, isNearlyReady, unknownStatus } from "./api/ChainStatus.ts";
import { countDivergences } from "./api/countDivergences.ts";
import { createServing } from "./api/createServing.ts";
import { observeDivergences } from "./api/observeDivergences.ts";
import { startServer } from "./api/startServer.ts";
import { systemClock } from "./clock.ts";
import { indexChains } from "./indexChains.ts";
import { leaseChains } from "./lease/leaseChains.ts";
import { createLog, firstLine } from "./log.ts";
import { collectProcessMetrics, createMetrics } from "./metrics.ts";
import { observeChains } from "./observeChains.ts";
import { keepForgetting } from "./publish/keepForgetting.ts";
import { writeStatuses } from "./publish/writeStatuses.ts";
import { readChains } from "./readChains.ts";
import { prepareState } from "./rebuild/prepareState.ts";
import type { IndexedChain } from "./source/IndexedChain.ts";
import { systemNetwork } from "./source/Network.ts";
import { connectStore, type Store } from "./store/connectStore.ts";
import { grantReader } from "./store/grantReader.ts";
import { migrateStore } from "./store/migrateStore.ts";
import { outlastOutages } from "./store/outlastOutages.ts";
import { ownProjection } from "./store/ownProjection.ts";
import { readProjection } from "./store/readProjection.ts";
import { reconcileChains } from "./store/reconcileChains.ts";
import { requireIndex } from "./store/requireIndex.ts";

export type StartParameters = {
  configFile: string;
  deploymentFile: string;
  schema: string;
  port: number;
  databaseUrl: string;
  /** For the read-only role; unchanged if undefined. */
  readerPassword: string | undefined;
  /** Whether to leave the chains to other processes, and write nothing. */
  serveOnly: boolean;
};

const pollMilliseconds = 500;
const nearlyReadyPollMilliseconds = 200;
const defaultUnprovenAfterSeconds = 300;

/**
 * Indexes the chains of the configuration, or its share of them, and serves the state, until SIGINT or SIGTERM.
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
  const hubChainId = BigInt(config.hub);
  const statuses = chains.map(({ chainId, name }) => unknownStatus(chainId, name));
  const worker = `${hostname()} ${process.pid}`;

  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  observeChains(metrics, statuses);

  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer(parameters.port, statuses, metrics.registry));
  const serving = stack.use(createServing({ databaseUrl, schema, server, log, signal: stop.signal }));
  const queries = await connectStore({ url: databaseUrl, schema, connections: 4 });
  stack.defer(() => queries.end({ timeout: 1 }));
  const tellDivergences = () => {
    server.divergences = () => countDivergences(queries);
    observeDivergences(metrics.registry, server.divergences);
  };

  if (parameters.serveOnly) {
    await requireIndex(queries, schema);
    await readProjection(queries, schema);
    tellDivergences();
    await serving.open();
    const clock = systemClock;
    return await writeStatuses({ store: queries, statuses, isHeld: () => false, worker, clock, signal: stop.signal });
  }

  const outage = { clock: systemClock, log, signal: stop.signal };
  const prepare = async (): Promise<Store> => {
    await migrateStore(databaseUrl, schema);
    const projection = await readProjection(queries, schema);
    if (projection !== undefined && projection.hash !== ownProjection.hash) {
      // What is there is served until it is rebuilt.
      await serving.open().catch((error: unknown) => {
        log.warn("the state of another version can't be served until it is rebuilt", { error: firstLine(error) });
      });
    }
    stack.use(await prepareState({ url: databaseUrl, schema, log, signal: stop.signal }));
    await grantReader(queries, schema, parameters.readerPassword, log);
    await reconcileChains(queries, { schema, chains, hubChainId, log });
    // Two commits at a time: each connection prepares each of their statements once.
    return await connectStore({ url: databaseUrl, schema, connections: 2 });
  };
  let store: Store;
  try {
    store = await outlastOutages(prepare, outage);
  } catch (error) {
    if (stop.signal.aborted) return;
    throw error;
  }
  tellDivergences();
  stack.defer(() => store.end({ timeout: 1 }));
  const indexing = indexChains({
    ...{ chains, statuses, store, queries, log, metrics, pollMilliseconds, hubChainId, worker },
    network: systemNetwork,
    clock: systemClock,
    unprovenAfterMilliseconds: 1_000 * (config.indexer?.unprovenAfterSeconds ?? defaultUnprovenAfterSeconds),
    signal: stop.signal,
  });
  stack.use(
    leaseChains({
      ...{ url: databaseUrl, schema, log, chainIds: chains.map(({ chainId }) => chainId) },
      onChange: indexing.hold,
    }),
  );
  const retentionDays = config.indexer?.cutRetentionDays;
  const forgetting =
    retentionDays === undefined
      ? []
      : [keepForgetting({ store: queries, retentionDays, clock: systemClock, log, signal: stop.signal })];
  const due = untilNearlyReady(statuses, chains, stop.signal);
  // One part that fails ends all: a chain that is not indexed any more would stand still unseen.
  const parts = [indexing.ended, outlastOutages(() => serving.openBy(due), outage), ...forgetting].map((part) =>
    part.catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  for (const { status, reason } of (await Promise.allSettled(parts)) as PromiseRejectedResult[]) {
    if (status === "rejected") throw reason;
  }
}

/** Until most of every chain is indexed, or the signal. */
async function untilNearlyReady(
  statuses: readonly ChainStatus[],
  chains: readonly IndexedChain[],
  signal: AbortSignal,
): Promise<void> {
  const nearlyReady = () => statuses.every((status, index) => isNearlyReady(status, chains[index]!.startBlock));
  while (!signal.aborted && !nearlyReady()) await systemClock.sleep(nearlyReadyPollMilliseconds, signal);
}
