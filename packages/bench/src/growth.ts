import { setTimeout as sleep } from "node:timers/promises";
import { findPort } from "@concert/devnet";
import type { Sql } from "postgres";
import { growTables } from "./growTables.ts";
import { type Database, openDatabase } from "./openDatabase.ts";
import { prepareHistory } from "./prepareHistory.ts";
import { formatTable, round, writeResults } from "./results.ts";
import { runIndexer, startIndexer, writeFiles } from "./runIndexer.ts";
import { startProvider } from "./startProvider.ts";
import { watchCommits } from "./watchCommits.ts";

const chains = 3;
const mostEventsPerChain = 100_000;
const ordersPerBlock = 4;
/** The last blocks of each chain, which come one by one. */
const singleBlocks = 20;
const mostMilliseconds = 900_000;
const waitMilliseconds = 2_000;
const schemas = { template: "bench_template", fresh: "bench", grown: "bench_grown" };

type Measured = {
  /** In the tables before. */
  events: number;
  eventsPerSecond: number;
  /** From when the provider can serve a block until it is committed: median, in milliseconds. */
  blockMilliseconds: number;
};

/** The same history into empty tables and into full ones, and then block by block. */
export async function growth(events: number): Promise<void> {
  const eventsPerChain = Math.min(mostEventsPerChain, Math.ceil(events / (2 * chains)));
  const history = prepareHistory({ chains, eventsPerChain, ordersPerBlock });
  await using database = await openDatabase({ wal_level: "minimal", max_wal_senders: "0" });
  const { sql } = database;
  for (const schema of Object.values(schemas)) await database.dropSchemas(schema);

  const held = await index(database, history, schemas.template);
  await createTables(database, history, schemas.grown);
  const copies = Math.ceil(events / held);
  process.stderr.write(`filling the tables with ${copies} × ${held} events\n`);
  await growTables(sql, { template: schemas.template, grown: schemas.grown, copies });
  await database.dropSchemas(schemas.template);
  process.stderr.write("the tables are filled\n");
  const [{ bytes }] = await sql<[{ bytes: string }]>`
    select sum(pg_total_relation_size(c.oid)) as bytes from pg_class c
    where c.relkind = 'r' and c.relnamespace in (${schemas.grown}::regnamespace, ${`${schemas.grown}_state`}::regnamespace)`;
  // One right after the other.
  const fresh = await measure(database, history, schemas.fresh, 0);
  const grown = await measure(database, history, schemas.grown, copies * held);
  for (const schema of Object.values(schemas)) await database.dropSchemas(schema);

  const ratio = grown.eventsPerSecond / fresh.eventsPerSecond;
  await writeResults("growth", {
    ...{ postgres: await database.describe(), fresh, grown, ratio: round(ratio) },
    gigabytes: round(Number(bytes) / 1e9),
  });
  const row = ({ events, eventsPerSecond, blockMilliseconds }: Measured) => [
    `${events}`,
    `${Math.round(eventsPerSecond)}`,
    blockMilliseconds.toFixed(1),
  ];
  console.log(
    formatTable(
      ["events in the tables", `events/s of ${held} more`, "ms from servable to committed, one block"],
      [row(fresh), row(grown)],
    ),
  );
  console.log(
    formatTable(["", "measured", "wanted"], [["events/s, full to empty", ratio.toFixed(2), "at least 0.80"]]),
  );
}

/** Indexes the history. @returns How many events it holds. */
async function index({ url }: Database, history: string, schema: string): Promise<number> {
  await using provider = await startProvider(history);
  await using files = await writeFiles(provider);
  await using _ = await runIndexer({ files, databaseUrl: url, schema, mostMilliseconds });
  return provider.events;
}

/** The tables of an index of nothing: the chains have no block yet. */
async function createTables({ url, sql }: Database, history: string, schema: string): Promise<void> {
  await using provider = await startProvider(history, await allBlocks(history));
  await using files = await writeFiles(provider);
  const indexer = await startIndexer({ files, databaseUrl: url, schema, port: await findPort() });
  try {
    await indexer.waitFor(untilTables(sql, schema), mostMilliseconds);
  } finally {
    await indexer.stop();
  }
}

/** Until what is derived has its tables, which come last and at once. */
async function untilTables(sql: Sql, schema: string): Promise<void> {
  const made = async () => {
    const [{ exists }] = await sql<[{ exists: boolean }]>`
      select to_regclass(${`${schema}_state.projection`}) is not null as exists`;
    return exists;
  };
  while (!(await made())) await sleep(100);
}

async function allBlocks(history: string): Promise<number[]> {
  await using provider = await startProvider(history);
  return provider.chains.map(({ lastBlock }) => lastBlock);
}

async function measure({ url, sql }: Database, history: string, schema: string, events: number): Promise<Measured> {
  await using provider = await startProvider(history, Array(chains).fill(singleBlocks));
  await using files = await writeFiles(provider);
  await using indexer = await runIndexer({ files, databaseUrl: url, schema, mostMilliseconds });
  const shown = provider.chains.reduce((sum, { head }) => sum + head, 0);
  const all = provider.chains.reduce((sum, { lastBlock }) => sum + lastBlock, 0);
  // Events are as many in one block as in another.
  const indexed = Math.round((provider.events * shown) / all);

  const commits = await watchCommits(sql, schema);
  const revealed = [];
  for (let block = 0; block < singleBlocks; block++) {
    for (const { chainId } of provider.chains) {
      const shown = await provider.reveal(chainId);
      revealed.push(shown);
      await commits.next(waitMilliseconds);
    }
  }
  await commits.stop();
  const latencies = revealed
    .map(({ chainId, number, at }) => (commits.committedAt(chainId, number) ?? Number.POSITIVE_INFINITY) - at)
    .toSorted((a, b) => a - b);
  return {
    events,
    eventsPerSecond: round((1_000 * indexed) / indexer.readyMilliseconds),
    blockMilliseconds: round(latencies[Math.floor(latencies.length / 2)]!),
  };
}
