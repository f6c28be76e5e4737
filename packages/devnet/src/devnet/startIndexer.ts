import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findPort } from "../process/findPort.ts";
import { type RunningProcess, startProcess } from "../process/startProcess.ts";

export type StartIndexerParameters = {
  configFile: string;
  deploymentFile: string;
  databaseUrl: string;
  /** The database schema of the state. */
  schema: string;
  /** Given to the read-only role; without one, its password stays what it is. */
  readerPassword?: string | undefined;
  /** Another one is taken if it is in use. Any free one by default. */
  port?: number | undefined;
  /** Takes what the indexer prints. */
  logFile?: string | undefined;
  onLine?: ((line: string) => void) | undefined;
};

export type RunningIndexer = AsyncDisposable & {
  process: RunningProcess;
  /** Where it answers over HTTP. */
  url: string;
  graphqlUrl: string;
};

const startMilliseconds = 60_000;
const main = fileURLToPath(new URL("../../../../apps/indexer/src/main.ts", import.meta.url));

/**
 * Starts the indexer as a process and waits until it is ready.
 *
 * @throws {ProcessFailedError} If it does not get ready.
 */
export async function startIndexer(parameters: StartIndexerParameters): Promise<RunningIndexer> {
  const { configFile, deploymentFile, databaseUrl, schema, readerPassword, logFile, onLine } = parameters;
  const port = await findPort(parameters.port);
  const process = await startProcess({
    name: "indexer",
    command: globalThis.process.execPath,
    arguments: [
      ...["--max-semi-space-size=8", main, "start", "--config", configFile, "--deployment", deploymentFile],
      ...["--schema", schema, "--port", `${port}`],
    ],
    environment: { DATABASE_URL: databaseUrl, DATABASE_READER_PASSWORD: readerPassword },
    logFile,
    onLine,
  });
  const url = `http://127.0.0.1:${port}`;
  const polling = new AbortController();
  try {
    await process.waitFor(pollUntilReady(`${url}/readyz`, polling.signal), startMilliseconds);
  } finally {
    polling.abort();
  }
  return { process, url, graphqlUrl: `${url}/graphql`, [Symbol.asyncDispose]: process.stop };
}

async function pollUntilReady(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isReady = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(50);
  }
}
