import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPort, makeRunDirectory, type RunningProcess, startProcess } from "@concert/devnet";
import { createProviders, createWorld, serve, type World, wallClock } from "@concert/simulator";
import { formatDeployment } from "@concert/types";
import { readChains } from "../../src/readChains.ts";
import { connectStore, type Store } from "../../src/store/connectStore.ts";
import { checkSnapshot } from "./checkSnapshot.ts";
import { compareFresh } from "./compareFresh.ts";
import { createLedger } from "./createLedger.ts";
import { schemas } from "./openDatabases.ts";

/** A world in real time on loopback, and indexers of it in processes of their own. */
export type Simulation = AsyncDisposable & {
  world: World;
  /** Makes so many blocks on every chain. */
  mine: (blocks: number) => void;
  /** Starts an indexer, and does not wait for it. */
  startIndexer: (databaseUrl: string) => Promise<IndexerProcess>;
  /** Says what is wrong with what is committed at the moment. */
  check: (databaseUrl: string) => Promise<string[]>;
  /** Waits until something was committed. */
  untilIndexed: (databaseUrl: string) => Promise<void>;
  /** Waits until the index stands on the chains' heads. */
  untilAtHeads: (databaseUrl: string) => Promise<void>;
  /** The same, and says what is wrong with it then. Once per database. */
  compare: (databaseUrl: string) => Promise<string[]>;
};

export type IndexerProcess = RunningProcess & {
  /** What it has printed. */
  lines: readonly string[];
};

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const catchUpMilliseconds = 60_000;

export type StartSimulationParameters = {
  /** How the chains are reached, the preferred way first. A websocket does not tell a fork that was there before. */
  protocols?: readonly ("http" | "ws")[];
};

export async function startSimulation(
  seed: number,
  { protocols = ["ws", "http"] }: StartSimulationParameters = {},
): Promise<Simulation> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await makeRunDirectory("chaos"));
  const world = createWorld({
    ...{ seed, clock: wallClock, traffic: { ordersPerBlock: 0.5, confirmations: 1 } },
    chains: [101, 102, 103].map((id) => ({ id, finalizedDepth: 100 })),
  });
  const server = await serve({ providers: createProviders({ world }) });
  stack.defer(() => server.close());
  const config = world.config((chainId) => protocols.map((protocol) => server.url(chainId, undefined, protocol)));
  const [configFile, deploymentFile] = ["config.json", "deployment.json"].map((name) => join(directory.path, name));
  await writeFile(configFile!, JSON.stringify(config));
  await writeFile(deploymentFile!, formatDeployment(world.deployment));
  const chains = readChains(config, world.deployment);
  const ledger = createLedger({ world, chains, lagSince: () => 0 });
  const said: string[] = [];
  const owned = stack.move();

  return {
    world,
    mine(blocks) {
      for (let block = 0; block < blocks; block++) for (const { id } of world.chains) world.mine(id);
    },
    async startIndexer(databaseUrl) {
      const lines: string[] = [];
      const process = await startProcess({
        name: "indexer",
        command: globalThis.process.execPath,
        arguments: [
          ...[main, "start", "--config", configFile!, "--deployment", deploymentFile!],
          ...["--schema", schemas.index, "--port", `${await findPort()}`],
        ],
        environment: { DATABASE_URL: databaseUrl },
        onLine(line) {
          lines.push(line);
          said.push(line);
        },
      });
      return { ...process, lines };
    },
    untilIndexed: (databaseUrl) => connected(databaseUrl, schemas.index, untilIndexed),
    untilAtHeads: (databaseUrl) => connected(databaseUrl, schemas.index, (store) => untilAtHeads(store, world, said)),
    check: (databaseUrl) => connected(databaseUrl, schemas.index, (store) => checkSnapshot(store, ledger)),
    compare: (databaseUrl) =>
      connected(databaseUrl, schemas.index, async (store) => {
        await untilAtHeads(store, world, said);
        const wrong = await checkSnapshot(store, ledger);
        const parameters = { world, chains, schema: schemas.index, freshSchema: schemas.fresh };
        const differing = await connected(databaseUrl, schemas.fresh, (fresh) =>
          compareFresh({ ...parameters, fresh }),
        );
        return [...wrong, ...differing];
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function connected<Result>(url: string, schema: string, act: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await connectStore({ url, schema, connections: 1 });
  try {
    return await act(store);
  } finally {
    await store.end({ timeout: 1 });
  }
}

async function untilAtHeads(store: Store, world: World, said: readonly string[]): Promise<void> {
  const end = performance.now() + catchUpMilliseconds;
  for (;;) {
    const rows = await store<{ chainId: string; hash: string }[]>`
      select chain_id as "chainId", block_hash as hash from checkpoint`;
    const hashes = new Map(rows.map(({ chainId, hash }) => [chainId, hash]));
    if (world.chains.every((chain) => hashes.get(`${chain.id}`) === chain.head().header.hash)) return;
    if (performance.now() > end) {
      throw new Error(`not at the heads after ${catchUpMilliseconds / 1_000} s:\n${said.slice(-30).join("\n")}`);
    }
    await wallClock.sleep(20);
  }
}

async function untilIndexed(store: Store): Promise<void> {
  while ((await store`select from cut limit 1`).length === 0) await wallClock.sleep(20);
}
