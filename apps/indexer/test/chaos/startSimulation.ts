import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPort, makeRunDirectory, type RunningProcess, startProcess } from "@concert/devnet";
import { createProviders, createWorld, serve, type World, wallClock } from "@concert/simulator";
import { formatDeployment } from "@concert/types";
import { readChains } from "../../src/readChains.ts";
import { connectStore, type Store } from "../../src/store/connectStore.ts";
import { migrateStore } from "../../src/store/migrateStore.ts";
import { checkSnapshot } from "./checkSnapshot.ts";
import { compareFresh } from "./compareFresh.ts";
import { createLedger, type Ledger } from "./createLedger.ts";

/** A world in real time, which indexers in processes of their own read. */
export type Simulation = AsyncDisposable & {
  world: World;
  /** Starts an indexer, ready or not. */
  startIndexer: (parameters: {
    databaseUrl: string;
    schema: string;
    onLine?: (line: string) => void;
  }) => Promise<RunningProcess>;
  /** Waits until the index stands on the chains' heads, and says what is wrong with it then. */
  compare: (databaseUrl: string, schema: string) => Promise<string[]>;
  /** What is wrong with a committed state, whichever it is. */
  check: (databaseUrl: string, schema: string) => Promise<string[]>;
};

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const catchUpMilliseconds = 120_000;

export async function startSimulation(seed: number, chainCount = 3): Promise<Simulation> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await makeRunDirectory("chaos"));
  const world = createWorld({
    ...{ seed, clock: wallClock, traffic: { ordersPerBlock: 0.5, confirmations: 1 } },
    chains: Array.from({ length: chainCount }, (_, index) => ({ id: 101 + index, finalizedDepth: 100 })),
  });
  const server = await serve({ providers: createProviders({ world }) });
  stack.defer(() => server.close());
  const config = world.config((chainId) => [server.url(chainId, undefined, "ws"), server.url(chainId)]);
  const [configFile, deploymentFile] = ["config.json", "deployment.json"].map((name) => join(directory.path, name));
  await writeFile(configFile!, JSON.stringify(config));
  await writeFile(deploymentFile!, formatDeployment(world.deployment));
  const chains = readChains(config, world.deployment);
  const ledger = createLedger(world, chains);
  const owned = stack.move();
  let compared = 0;

  return {
    world,
    async startIndexer({ databaseUrl, schema, onLine }) {
      return await startProcess({
        name: "indexer",
        command: process.execPath,
        arguments: [
          ...[main, "start", "--config", configFile!, "--deployment", deploymentFile!],
          ...["--schema", schema, "--port", `${await findPort()}`],
        ],
        environment: { DATABASE_URL: databaseUrl },
        onLine,
      });
    },
    async compare(databaseUrl, schema) {
      const freshSchema = `${schema}_fresh_${++compared}`;
      await migrateStore(databaseUrl, freshSchema);
      await using open = new AsyncDisposableStack();
      const connect = async (schema: string): Promise<Store> => {
        const store = await connectStore({ url: databaseUrl, schema, connections: 1 });
        open.defer(() => store.end({ timeout: 1 }));
        return store;
      };
      const store = await connect(schema);
      await untilAtHeads(store, world);
      const wrong = await checkSnapshot(store, ledger);
      return [
        ...wrong,
        ...(await compareFresh({ world, chains, schema, fresh: await connect(freshSchema), freshSchema })),
      ];
    },
    check: (databaseUrl, schema) => checkState(databaseUrl, schema, ledger),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function checkState(databaseUrl: string, schema: string, ledger: Ledger): Promise<string[]> {
  const store = await connectStore({ url: databaseUrl, schema, connections: 1 });
  try {
    return await checkSnapshot(store, ledger);
  } finally {
    await store.end({ timeout: 1 });
  }
}

/** @throws If it takes too long. */
async function untilAtHeads(store: Store, world: World): Promise<void> {
  const end = performance.now() + catchUpMilliseconds;
  for (;;) {
    // There may be no tables yet, or no server for a moment.
    const rows = await store<{ chainId: string; hash: string }[]>`
      select chain_id as "chainId", block_hash as hash from checkpoint`.catch(() => []);
    const hashes = new Map(rows.map(({ chainId, hash }) => [chainId, hash]));
    if (world.chains.every((chain) => hashes.get(`${chain.id}`) === chain.head().header.hash)) return;
    if (performance.now() > end) throw new Error(`not at the heads after ${catchUpMilliseconds / 1_000} s`);
    await wallClock.sleep(50);
  }
}
