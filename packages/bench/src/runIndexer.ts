import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPort, makeRunDirectory, type RunningProcess, startProcess } from "@concert/devnet";
import type { RunningProvider } from "./startProvider.ts";

export type IndexerFiles = AsyncDisposable & { configFile: string; deploymentFile: string; logFile: string };

const main = join(import.meta.dirname, "../../../apps/indexer/src/main.ts");

export type BenchedIndexer = AsyncDisposable & {
  process: RunningProcess;
  /** From the start of the process until it was ready. */
  readyMilliseconds: number;
  /** The most memory that the process has held so far. */
  peakBytes(): Promise<number>;
};

/**
 * Writes what the indexer starts from.
 *
 * @param protocol Of which of a provider's URLs the indexer knows: with websockets, both.
 */
export async function writeFiles(
  provider: Pick<RunningProvider, "config" | "deployment">,
  protocol: "http" | "ws" = "ws",
): Promise<IndexerFiles> {
  const directory = await makeRunDirectory("bench");
  const chains = provider.config.chains.map((chain) => ({
    ...chain,
    rpcUrls: chain.rpcUrls.filter((url) => protocol === "ws" || url.startsWith("http")),
  }));
  const configFile = join(directory.path, "config.json");
  const deploymentFile = join(directory.path, "deployment.json");
  await writeFile(configFile, JSON.stringify({ ...provider.config, chains }));
  await writeFile(deploymentFile, provider.deployment);
  const logFile = join(directory.path, "indexer.log");
  return { configFile, deploymentFile, logFile, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

export type IndexerParameters = { files: IndexerFiles; databaseUrl: string; schema: string };

/** Starts the indexer as "concert indexer start" does. */
export async function startIndexer(parameters: IndexerParameters & { port: number }): Promise<RunningProcess> {
  const { files, databaseUrl, schema, port } = parameters;
  return await startProcess({
    name: "indexer",
    command: process.execPath,
    arguments: [
      ...["--max-semi-space-size=8", main, "start", "--config", files.configFile, "--deployment", files.deploymentFile],
      ...["--schema", schema, "--port", `${port}`],
    ],
    environment: { DATABASE_URL: databaseUrl, MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "1000000" },
    logFile: files.logFile,
  });
}

/**
 * Runs the indexer, cold, until every chain is indexed up to its head.
 *
 * @throws {ProcessFailedError} If it does not get ready in time.
 */
export async function runIndexer(
  parameters: IndexerParameters & { mostMilliseconds: number },
): Promise<BenchedIndexer> {
  const port = await findPort();
  const started = performance.now();
  const indexer = await startIndexer({ ...parameters, port });
  const polling = new AbortController();
  const ready = pollUntilReady(`http://127.0.0.1:${port}/readyz`, polling.signal);
  try {
    await indexer.waitFor(ready, parameters.mostMilliseconds);
  } catch (error) {
    await indexer.stop();
    throw error;
  } finally {
    polling.abort();
  }
  return {
    process: indexer,
    readyMilliseconds: performance.now() - started,
    async peakBytes() {
      const status = await readFile(`/proc/${indexer.pid}/status`, "utf8");
      return 1_024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)![1]);
    },
    [Symbol.asyncDispose]: indexer.stop,
  };
}

async function pollUntilReady(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isReady = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(10);
  }
}
