import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Config, type Deployment, formatDeployment, InputError } from "@concert/types";
import { wallClock } from "./clock/wallClock.ts";
import { type Limits, type Wording, wordings } from "./fault/limits.ts";
import { createHistoryProviders } from "./history/createHistoryProviders.ts";
import { openHistory } from "./history/openHistory.ts";
import { writeHistory } from "./history/writeHistory.ts";
import { createProviders } from "./rpc/createProviders.ts";
import { type RpcServer, serve } from "./rpc/serve.ts";
import { createWorld } from "./world/createWorld.ts";

const usage = `usage:
  simulator [--chains 3] [--events 100000] [--seed 1] [--port 8600]
      writes a history of so many events per chain, and serves it
  simulator --live [--chains 3] [--intervals 1000,1000,1000] [--seed 1] [--port 8600]
      serves chains that make blocks, one per interval in milliseconds; "halt ID" and "resume ID" on standard input
      stop a chain and let it go on

  --history DIRECTORY   keeps the history there, and takes it from there the next time; by default it is removed
  --orders NUMBER       orders that come up per block of a chain, 4 in a history, 0.7 live
  --out DIRECTORY       writes config.json and deployment.json there, for "concert indexer start"
  --range NUMBER, --results NUMBER, --wording ${wordings.join("|")}
                        how many blocks and logs eth_getLogs takes at most, and who words the refusal

It serves chain ID at http://127.0.0.1:PORT/ID/a and ws://127.0.0.1:PORT/ID/a until SIGINT or SIGTERM. Port 0 is a free one.`;

const firstChainId = 101;

async function main(): Promise<void> {
  const values = parseArguments();
  if (values.help === true) {
    console.log(usage);
    return;
  }
  const seed = integer(values.seed ?? "1", "--seed");
  const port = integer(values.port ?? "8600", "--port");
  if (port > 65_535) throw new InputError(`--port is ${port}: give a number up to 65535.`);
  const chainIds = Array.from(
    { length: integer(values.chains ?? "3", "--chains", 1) },
    (_, index) => firstChainId + index,
  );
  const limits = parseLimits(values);
  const orders = values.orders === undefined ? undefined : positive(values.orders, "--orders");
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());

  if (values.live === true) {
    const intervals = parseIntervals(values.intervals, chainIds.length);
    const world = createWorld({
      ...{ seed, clock: wallClock },
      chains: chainIds.map((id, index) => ({ id, blockMilliseconds: intervals[index]! })),
      traffic: orders === undefined ? {} : { ordersPerBlock: orders },
    });
    const providers = createProviders({
      world,
      providers: [{ name: "a", ...(limits === undefined ? {} : { limits }) }],
    });
    const server = await listen(() => serve({ providers, port }), port);
    await tell(server, chainIds, world, values.out);
    readCommands((command, id) => world[command](id), chainIds, stopped.signal);
    await world.start(stopped.signal);
    await server.close();
    process.stdin.destroy();
    return;
  }

  const kept = values.history;
  const directory = kept ?? (await mkdtemp(join(tmpdir(), "concert-simulator-")));
  try {
    const wanted = {
      ...{ directory, seed, chainIds, eventsPerChain: integer(values.events ?? "100000", "--events", 1) },
      ordersPerBlock: orders ?? 4,
    };
    if (kept === undefined || !(await isThere(wanted))) {
      const begin = performance.now();
      const { events } = writeHistory(wanted);
      const seconds = (performance.now() - begin) / 1_000;
      console.log(`wrote ${events} events in ${seconds.toFixed(1)} s, ${Math.round(events / seconds)} per second`);
    }
    const history = openHistory(directory);
    const server = await listen(() => serve({ providers: createHistoryProviders({ history, limits }), port }), port);
    await tell(server, chainIds, history, values.out);
    await new Promise<void>((resolve) => stopped.signal.addEventListener("abort", () => resolve(), { once: true }));
    await server.close();
    history.close();
  } finally {
    if (kept === undefined) await rm(directory, { recursive: true, force: true });
  }
}

function parseArguments() {
  try {
    const { values } = parseArgs({
      options: {
        chains: { type: "string" },
        events: { type: "string" },
        seed: { type: "string" },
        port: { type: "string" },
        live: { type: "boolean" },
        intervals: { type: "string" },
        history: { type: "string" },
        orders: { type: "string" },
        out: { type: "string" },
        range: { type: "string" },
        results: { type: "string" },
        wording: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    throw new InputError(`${(error as Error).message.split(". ")[0]}: see --help.`, { cause: error });
  }
}

function integer(value: string, option: string, least = 0): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number;
  throw new InputError(`${option} is ${JSON.stringify(value)}: give an integer of at least ${least}.`);
}

function positive(value: string, option: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InputError(`${option} is ${JSON.stringify(value)}: give a number above 0.`);
}

function parseLimits(values: { range?: string; results?: string; wording?: string }): Limits | undefined {
  const { range, results, wording = "geth" } = values;
  if (!wordings.includes(wording as Wording)) {
    throw new InputError(`--wording is ${JSON.stringify(wording)}: give one of ${wordings.join(", ")}.`);
  }
  if (range === undefined && results === undefined) return undefined;
  return {
    ...(range === undefined ? {} : { range: integer(range, "--range", 1) }),
    ...(results === undefined ? {} : { results: integer(results, "--results", 1) }),
    wording: wording as Wording,
  };
}

function parseIntervals(value: string | undefined, count: number): number[] {
  const intervals = (value ?? "1000").split(",").map((part) => integer(part, "--intervals", 1));
  if (intervals.length > count) {
    throw new InputError(
      `--intervals has ${intervals.length} intervals, but there are ${count} chains: give one each.`,
    );
  }
  // The last one is that of the chains that are left.
  return Array.from({ length: count }, (_, index) => intervals[index] ?? intervals.at(-1)!);
}

async function isThere(wanted: Parameters<typeof writeHistory>[0]): Promise<boolean> {
  if (!existsSync(join(wanted.directory, "history.json"))) return false;
  const { description } = openHistory(wanted.directory);
  const { seed, eventsPerChain, ordersPerBlock, chains } = description;
  const same =
    seed === wanted.seed &&
    eventsPerChain === wanted.eventsPerChain &&
    ordersPerBlock === wanted.ordersPerBlock &&
    chains.length === wanted.chainIds.length;
  if (!same) {
    throw new InputError(`${wanted.directory} holds another history: give another directory, or remove it.`);
  }
  return true;
}

async function listen(start: () => Promise<RpcServer>, port: number): Promise<RpcServer> {
  try {
    return await start();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new InputError(`--port is ${port}, which something else listens on: give another one.`, { cause: error });
  }
}

type Described = { deployment: Deployment; config(urls: (chainId: number) => readonly string[]): Config };

async function tell(
  { url }: RpcServer,
  chainIds: readonly number[],
  { deployment, config }: Described,
  out: string | undefined,
): Promise<void> {
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    const urls = (chainId: number) => [url(chainId, "a", "ws"), url(chainId, "a", "http")];
    await writeFile(join(out, "config.json"), `${JSON.stringify(config(urls), null, 2)}\n`);
    await writeFile(join(out, "deployment.json"), formatDeployment(deployment));
  }
  for (const id of chainIds) console.log(`chain ${id}: ${url(id)}`);
}

function readCommands(
  run: (command: "halt" | "resume", id: number) => void,
  chainIds: readonly number[],
  signal: AbortSignal,
): void {
  let text = "";
  process.stdin.on("data", (part) => {
    if (signal.aborted) return;
    const lines = `${text}${part}`.split("\n");
    text = lines.pop()!;
    for (const line of lines) {
      const [, command, id] = /^(halt|resume) (\d+)$/.exec(line.trim()) ?? [];
      if (command === undefined || !chainIds.includes(Number(id))) {
        console.error(
          `${JSON.stringify(line)} is no command: give "halt ID" or "resume ID" of ${chainIds.join(", ")}.`,
        );
      } else run(command as "halt" | "resume", Number(id));
    }
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof InputError ? error.message : error);
  process.exitCode = 1;
}
