import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPort, makeRunDirectory, type RunningProcess, startPostgres, startProcess } from "@concert/devnet";
import { createProviders, createWorld, serve, wallClock } from "@concert/simulator";
import { type Config, formatDeployment } from "@concert/types";
import { searchPath } from "@concert/types/tables";
import postgres from "postgres";
import { expect } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const chainIds = [101, 102, 103, 104];
const blockMilliseconds = 1_000;

export type Worker = AsyncDisposable & {
  process: RunningProcess;
  url: string;
  lines: string[];
  /** How many chains it holds, as it says. */
  held: () => number;
};

export type Workers = Awaited<ReturnType<typeof openWorkers>>;

/** A Postgres and four chains that make blocks, for indexers that run as processes of their own. */
export async function openWorkers() {
  await using starting = new AsyncDisposableStack();
  const directory = starting.use(await makeRunDirectory("indexer-workers"));
  const database = starting.use(await startPostgres());
  const world = createWorld({
    seed: 5,
    clock: wallClock,
    chains: chainIds.map((id) => ({ id, blockMilliseconds })),
  });
  for (const id of chainIds) world.mine(id, 40);
  const providers = await serve({ providers: createProviders({ world }) });
  starting.defer(() => providers.close());
  const stop = new AbortController();
  void world.start(stop.signal);
  starting.defer(() => stop.abort());
  const stack = starting.move();
  let files = 0;

  async function start(
    schema: string,
    flags: readonly string[] = [],
    change: (config: Config) => Config = (config) => config,
  ): Promise<Worker> {
    const configFile = join(directory.path, `config-${++files}.json`);
    const deploymentFile = join(directory.path, `deployment-${files}.json`);
    await writeFile(
      configFile,
      JSON.stringify(change(world.config((id) => [providers.url(id, "a", "ws"), providers.url(id)]))),
    );
    await writeFile(deploymentFile, formatDeployment(world.deployment));
    const port = await findPort();
    const lines: string[] = [];
    const process = await startProcess({
      name: "indexer",
      command: globalThis.process.execPath,
      arguments: [
        ...[main, "start", "--config", configFile, "--deployment", deploymentFile],
        ...["--schema", schema, "--port", `${port}`, ...flags],
      ],
      environment: { DATABASE_URL: database.url },
      onLine: (line) => void lines.push(line),
    });
    return {
      process,
      url: `http://127.0.0.1:${port}`,
      lines,
      held() {
        const [, held = "none"] =
          /chains=(\S+)/.exec(lines.findLast((line) => line.includes("are leased")) ?? "") ?? [];
        return held === "none" ? 0 : held.split(",").length;
      },
      [Symbol.asyncDispose]: process.stop,
    };
  }

  async function untilReady(...indexers: readonly Worker[]): Promise<void> {
    for (const { process, url } of indexers) {
      const ready = expect
        .poll(
          () =>
            fetch(`${url}/readyz`).then(
              ({ ok }) => ok,
              () => false,
            ),
          { timeout: 60_000, interval: 20 },
        )
        .toBe(true);
      await process.waitFor(Promise.resolve(ready), 90_000);
    }
  }

  async function untilIndexed(schema: string): Promise<void> {
    await expect
      .poll(
        async () => {
          const sql = connect(schema);
          try {
            return (await sql`select from checkpoint where block_number > 40`).length;
          } catch {
            return 0;
          } finally {
            await sql.end();
          }
        },
        { timeout: 40_000 },
      )
      .toBe(chainIds.length);
  }

  async function run(
    command: string,
    schema: string,
    ...options: readonly string[]
  ): Promise<{ code: number | null; lines: string[] }> {
    const lines: string[] = [];
    const process = await startProcess({
      name: command,
      command: globalThis.process.execPath,
      arguments: [main, command, "--schema", schema, ...options],
      environment: { DATABASE_URL: database.url },
      onLine: (line) => void lines.push(line),
    });
    const { code } = await process.ended;
    return { code, lines };
  }

  function connect(schema: string): postgres.Sql {
    return postgres(database.url, {
      max: 1,
      connection: { search_path: searchPath(schema) },
      onnotice: () => undefined,
    });
  }

  return {
    start,
    untilReady,
    untilIndexed,
    run,
    connect,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
