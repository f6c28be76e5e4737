import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  accountIndexes,
  type Devnet,
  devnetPrivateKey,
  type RunningIndexer,
  type RunningProcess,
  type StartDevnetParameters,
  startDevnet,
  startIndexer,
  startPostgres,
  startProcess,
} from "@concert/devnet";
import { connectState, type State } from "@concert/sdk";

/** A deployment with its index, and relayers at will. */
export type Network = AsyncDisposable & {
  devnet: Devnet;
  state: State;
  databaseUrl: string;
  /** The indexer of the moment. */
  readonly indexer: RunningIndexer;
  restartIndexer(): Promise<void>;
  /** Starts a relayer that pays as one of the devnet's accounts. */
  startRelayer(options?: StartRelayerOptions): Promise<RunningRelayer>;
};

export type StartRelayerOptions = {
  /** Index of the account that pays; the devnet's relayer by default. */
  account?: number;
  /** In place of the devnet's. */
  configFile?: string;
  /** As `--batch-size` and `--batch-age`; by default nothing waits. */
  batchSize?: number;
  batchAge?: number;
  collectAfter?: number;
  environment?: NodeJS.ProcessEnv;
};

export type RunningRelayer = { process: RunningProcess; lines: string[] };

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
export const schema = "relayer";
/** What is waited for happens within seconds, unless the machine has much else to do. */
const patienceMilliseconds = 180_000;

export async function startNetwork(parameters: Pick<StartDevnetParameters, "gateway"> = {}): Promise<Network> {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres());
  const devnet = stack.use(await startDevnet({ heartbeatSpacing: 0, carried: false, ...parameters }));
  const { configFile, deploymentFile } = devnet;
  const indexed = { configFile, deploymentFile, databaseUrl: postgres.url, schema };
  let indexer = await startIndexer(indexed);
  stack.defer(() => indexer.process.stop());
  const state = await connectState({ databaseUrl: postgres.url, schema });
  stack.defer(state.close);

  const owned = stack.move();
  return {
    ...{ devnet, state, databaseUrl: postgres.url },
    get indexer() {
      return indexer;
    },
    async restartIndexer() {
      indexer = await startIndexer(indexed);
    },
    async startRelayer({ account = accountIndexes.relayer, environment, ...options } = {}) {
      const lines: string[] = [];
      const process = await startProcess({
        name: "relayer",
        command: globalThis.process.execPath,
        arguments: [
          ...[main, "--config", options.configFile ?? configFile],
          ...["--deployment", deploymentFile, "--schema", schema],
          ...["--batch-size", `${options.batchSize ?? 1}`, "--batch-age", `${options.batchAge ?? 0}`],
          ...["--collect-after", `${options.collectAfter ?? 50}`],
        ],
        environment: {
          DATABASE_URL: postgres.url,
          RELAYER_PRIVATE_KEY: devnetPrivateKey(account),
          ATTESTER_PRIVATE_KEYS: accountIndexes.attesters.map(devnetPrivateKey).join(","),
          ...environment,
        },
        onLine: (line) => lines.push(line),
      });
      return { process, lines };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Asks again and again until there is an answer. */
export async function until<Answer>(what: string, ask: () => Promise<Answer | undefined | false>): Promise<Answer> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${patienceMilliseconds / 1_000} s`);
    await sleep(100);
  }
}
