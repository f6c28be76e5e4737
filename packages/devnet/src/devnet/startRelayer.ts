import { fileURLToPath } from "node:url";
import { accountIndexes, devnetPrivateKey } from "../account/devnetAccount.ts";
import { type RunningProcess, startProcess } from "../process/startProcess.ts";

export type StartRelayerParameters = {
  configFile: string;
  deploymentFile: string;
  databaseUrl: string;
  /** The database schema of the indexer's state. */
  schema: string;
  /** How many entries or orders are worth a transaction at once. By default none waits for another. */
  batchSize?: number | undefined;
  /** How many entries' fees are worth collecting. */
  collectAfter?: number | undefined;
  /** Takes what the relayer prints. */
  logFile?: string | undefined;
  onLine?: ((line: string) => void) | undefined;
};

const main = fileURLToPath(new URL("../../../../apps/relayer/src/main.ts", import.meta.url));

/** Starts the relayer as a process, with the keys of all attesters. */
export function startRelayer(parameters: StartRelayerParameters): Promise<RunningProcess> {
  const { configFile, deploymentFile, databaseUrl, schema, batchSize = 1, collectAfter, logFile, onLine } = parameters;
  return startProcess({
    name: "relayer",
    command: process.execPath,
    arguments: [
      ...[main, "--config", configFile, "--deployment", deploymentFile, "--schema", schema],
      ...["--batch-size", `${batchSize}`],
      ...(collectAfter === undefined ? [] : ["--collect-after", `${collectAfter}`]),
    ],
    environment: {
      DATABASE_URL: databaseUrl,
      RELAYER_PRIVATE_KEY: devnetPrivateKey(accountIndexes.relayer),
      ATTESTER_PRIVATE_KEYS: accountIndexes.attesters.map(devnetPrivateKey).join(","),
    },
    logFile,
    onLine,
  });
}
