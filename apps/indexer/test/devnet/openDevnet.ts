import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  type Devnet,
  type RunningIndexer,
  runProcess,
  runTraffic,
  startDevnet,
  startIndexer,
  startPostgres,
} from "@concert/devnet";
import { searchPath } from "@concert/types/tables";
import postgres from "postgres";
import { createPublicClient, createTestClient, http } from "viem";
import { connectStore } from "../../src/store/connectStore.ts";
import { readState } from "../readState.ts";

/** The indexer's program. */
export const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** A devnet, and a Postgres for any number of indexes of it, each in a schema of its own. */
export type IndexedDevnet = AsyncDisposable & {
  devnet: Devnet;
  databaseUrl: string;
  /** Starts an indexer. */
  start(schema: string, configFile?: string): Promise<RunningIndexer>;
  /** What the indexer's own check says. */
  check(schema: string): Promise<string>;
  stateOf(schema: string): Promise<Record<string, string[]>>;
  query<Row>(schema: string, text: string): Promise<Row[]>;
  /** Returns once what it sent is mined. */
  playTraffic(parameters: Omit<Parameters<typeof runTraffic>[0], "devnet">): Promise<void>;
  /** Replaces the last blocks of every chain. */
  reorganise(depth: number): Promise<void>;
  /** Waits until the index stands on what the chains are now. */
  untilAtHeads(schema: string): Promise<void>;
};

export async function openDevnet(): Promise<IndexedDevnet> {
  await using stack = new AsyncDisposableStack();
  const [database, devnet] = await Promise.all([
    startPostgres().then((started) => stack.use(started)),
    startDevnet().then((started) => stack.use(started)),
  ]);

  const connections = new Map<string, postgres.Sql>();
  stack.defer(async () => {
    await Promise.all([...connections.values()].map((sql) => sql.end()));
  });
  async function query<Row>(schema: string, text: string): Promise<Row[]> {
    const sql =
      connections.get(schema) ?? postgres(database.url, { max: 1, connection: { search_path: searchPath(schema) } });
    connections.set(schema, sql);
    return (await sql.unsafe(text)) as unknown as Row[];
  }

  const owned = stack.move();
  return {
    ...{ devnet, databaseUrl: database.url, query },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
    start(schema, configFile = devnet.configFile) {
      return startIndexer({ configFile, deploymentFile: devnet.deploymentFile, databaseUrl: database.url, schema });
    },
    async check(schema) {
      const lines: string[] = [];
      await runProcess({
        name: "check",
        command: process.execPath,
        arguments: [main, "check", "--schema", schema],
        environment: { DATABASE_URL: database.url },
        onLine: (line) => lines.push(line),
      });
      return lines.join("\n");
    },
    async stateOf(schema) {
      const store = await connectStore({ url: database.url, schema, connections: 1 });
      try {
        return await readState(store);
      } finally {
        await store.end();
      }
    },
    async playTraffic(parameters) {
      await runTraffic({ devnet, ...parameters });
      const blocks = async () =>
        await Promise.all(
          devnet.chains.map(({ rpcUrl }) =>
            createPublicClient({ transport: http(rpcUrl), cacheTime: 0 }).getBlockNumber(),
          ),
        );
      const sent = await blocks();
      while (!(await blocks()).every((block, chain) => block >= sent[chain]! + 2n)) await sleep(100);
    },
    async reorganise(depth) {
      for (const chain of devnet.chains) {
        const client = createTestClient({ mode: "anvil", transport: http(chain.rpcUrl) });
        await client.setIntervalMining({ interval: 0 });
        await client.request({ method: "anvil_reorg", params: [depth, []] } as never);
        await client.setIntervalMining({ interval: 1 });
      }
    },
    async untilAtHeads(schema) {
      const heads = await Promise.all(
        devnet.chains.map(async ({ chainId, rpcUrl }) => {
          const client = createPublicClient({ transport: http(rpcUrl) });
          return { chainId, head: await client.getBlock() };
        }),
      );
      for (const { chainId, head } of heads) {
        for (;;) {
          const [row] = await query<{ block_number: string }>(
            schema,
            `select block_number from checkpoint where chain_id = ${chainId} and block_number >= ${head.number}`,
          );
          if (row !== undefined) break;
          await sleep(100);
        }
      }
    },
  };
}
