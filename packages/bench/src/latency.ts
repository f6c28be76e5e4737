import { setTimeout as sleep } from "node:timers/promises";
import { type Database, openDatabase } from "./openDatabase.ts";
import { formatTable, round, writeResults } from "./results.ts";
import { runIndexer, writeFiles } from "./runIndexer.ts";
import { type LiveChain, startLiveProvider } from "./startLiveProvider.ts";
import { watchCommits } from "./watchCommits.ts";

const schema = "bench";
const mostMilliseconds = 60_000;
const warmUpMilliseconds = 10_000;
/** Of the indexer, by HTTP. */
const pollMilliseconds = 500;

type Scenario = {
  name: string;
  protocol: "http" | "ws";
  chains: readonly LiveChain[];
  halts?: boolean;
  wanted: { median?: number; p95: number };
};

/** Each at moments of its own. */
const fast = [0, 330, 670].map((phaseMilliseconds) => ({ blockMilliseconds: 1_000, phaseMilliseconds }));
const atOnce = fast.map((chain) => ({ ...chain, phaseMilliseconds: 0 }));
const scenarios: readonly Scenario[] = [
  { name: "websocket, three chains of 1 s", protocol: "ws", chains: fast, wanted: { median: 20, p95: 60 } },
  { name: "the same, all of them at once", protocol: "ws", chains: atOnce, wanted: { median: 20, p95: 60 } },
  {
    name: "the same beside a fourth of 6 s",
    protocol: "ws",
    chains: [...fast, { blockMilliseconds: 6_000, phaseMilliseconds: 0 }],
    wanted: { median: 20, p95: 60 },
  },
  {
    name: "the same beside a fourth that halts",
    protocol: "ws",
    chains: [...fast, { blockMilliseconds: 1_000, phaseMilliseconds: 500 }],
    halts: true,
    wanted: { median: 20, p95: 60 },
  },
  {
    name: "HTTP, three chains of 1 s",
    protocol: "http",
    chains: fast,
    wanted: { p95: pollMilliseconds + 50 },
  },
];

/** From when a provider can serve a block until it is committed, on the fast chains. */
export async function latency(seconds: number): Promise<void> {
  await using database = await openDatabase();
  const measured: { name: string; blocks: number; median: number; p95: number; most: number; wanted: object }[] = [];
  for (const scenario of scenarios) {
    const latencies = (await measure(database, scenario, seconds)).toSorted((a, b) => a - b);
    const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))]!;
    const { name, wanted } = scenario;
    measured.push({
      ...{ name, wanted, blocks: latencies.length, most: round(latencies.at(-1)!) },
      ...{ median: round(at(0.5)), p95: round(at(0.95)) },
    });
  }
  await writeResults("latency", { postgres: await database.describe(), pollMilliseconds, milliseconds: measured });
  console.log(
    formatTable(
      ["from servable to committed, in ms", "blocks", "median", "p95", "most", "wanted"],
      measured.map(({ name, blocks, median, p95, most }, index) => {
        const { wanted } = scenarios[index]!;
        const bounds = `${wanted.median === undefined ? "" : `median ≤ ${wanted.median}, `}p95 ≤ ${wanted.p95}`;
        return [name, `${blocks}`, `${median}`, `${p95}`, `${most}`, bounds];
      }),
    ),
  );
}

async function measure(
  { url, sql, dropSchemas }: Database,
  { protocol, chains, halts = false }: Scenario,
  seconds: number,
): Promise<number[]> {
  await dropSchemas(schema);
  await using provider = await startLiveProvider(chains);
  await using files = await writeFiles(provider, protocol);
  await using _ = await runIndexer({ files, databaseUrl: url, schema, mostMilliseconds });
  const chainIds = provider.config.chains.map(({ id }) => id);
  if (halts) provider.halt(chainIds.at(-1)!);
  await sleep(warmUpMilliseconds);

  const commits = await watchCommits(sql, schema);
  const from = performance.timeOrigin + performance.now();
  await sleep(1_000 * seconds);
  const heads = provider.heads.filter(({ at, chainId }) => at >= from && chainIds.indexOf(chainId) < fast.length);
  // The last blocks may be on their way.
  await sleep(2_000);
  await commits.stop();
  return heads.map(({ chainId, number, at }) => {
    const committedAt = commits.committedAt(chainId, number);
    // What waits for ever would be the longest of all.
    return (committedAt ?? Number.POSITIVE_INFINITY) - at;
  });
}
