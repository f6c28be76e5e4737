import { explainFloor, type FloorRates } from "./explainFloor.ts";
import { measureFloor, type Stage } from "./measureFloor.ts";
import { openDatabase } from "./openDatabase.ts";
import { prepareHistory } from "./prepareHistory.ts";
import { formatTable, round, writeResults } from "./results.ts";
import { runIndexer, writeFiles } from "./runIndexer.ts";
import { startProvider } from "./startProvider.ts";
import { verifyIndex } from "./verifyIndex.ts";

const chains = 3;
const ordersPerBlock = 4;
/** Of the floor's requests: as many blocks as hold some ten thousand events. */
const rangeEvents = 10_000;
const mostMilliseconds = 300_000;
const schema = "bench";

/** From nothing to an index of everything, beside the least that it can cost. */
export async function backfill(eventsPerChain: number): Promise<void> {
  const history = prepareHistory({ chains, eventsPerChain, ordersPerBlock });
  await using database = await openDatabase();
  await using provider = await startProvider(history);
  await using files = await writeFiles(provider);
  const { events } = provider;

  const blocks = provider.chains.reduce((sum, { lastBlock }) => sum + lastBlock, 0);
  const range = Math.ceil((rangeEvents * blocks) / events);
  const floor = await measureFloor({ files, databaseUrl: database.url, schema: "bench_floor", range });

  await database.dropSchemas(schema);
  // What the floor has left to write would be written meanwhile.
  await database.sql`checkpoint`;
  const before = await provider.countRequests();
  const { seconds, megabytes } = await (async () => {
    await using indexer = await runIndexer({ files, databaseUrl: database.url, schema, mostMilliseconds });
    return { seconds: indexer.readyMilliseconds / 1_000, megabytes: (await indexer.peakBytes()) / 1e6 };
  })();
  const requests = (await provider.countRequests()) - before;
  await verifyIndex(database.sql, schema, events);
  await database.dropSchemas(schema);

  const rate = events / seconds;
  const floorRate = rateOf(floor.together);
  const copyRate = rateOf(floor.copy);
  const ratio = rate / floorRate;
  const perCopiedRow = rate / copyRate;
  const { apart } = floor;
  const stages = {
    fetch: round(rateOf(apart.fetch)),
    parse: round(rateOf(apart.parse)),
    decode: round(rateOf(apart.decode)),
    copy: round(rateOf(apart.copy)),
    project: round(rateOf(apart.project)),
  };
  const rates: FloorRates = {
    stages,
    eventsPerSecond: round(floorRate),
    copyRowsPerSecond: round(copyRate),
    rowsPerEvent: round(floor.copy.count / events),
  };
  await writeResults("backfill", {
    ...{ events, chains, ordersPerBlock, postgres: await database.describe() },
    indexer: { seconds: round(seconds), eventsPerSecond: round(rate), requests, megabytes: round(megabytes) },
    floor: { ...rates, seconds: round(floor.together.milliseconds / 1_000) },
    ratio: round(ratio),
    eventsPerCopiedRow: round(perCopiedRow),
  });
  const stageRow = (name: string, stage: Stage, unit: string) => [
    name,
    `${Math.round(rateOf(stage))} ${unit}/s`,
    `${(stage.milliseconds / 1_000).toFixed(1)} s`,
  ];
  console.log(
    formatTable(
      ["", "rate", "time"],
      [
        stageRow("floor: fetch", apart.fetch, "events"),
        stageRow("floor: parse", apart.parse, "events"),
        stageRow("floor: decode", apart.decode, "events"),
        stageRow("floor: COPY", apart.copy, "rows"),
        stageRow("floor: project", apart.project, "events"),
        stageRow("floor, side by side", floor.together, "events"),
        stageRow("COPY alone", floor.copy, "rows"),
        ["indexer, cold", `${Math.round(rate)} events/s`, `${seconds.toFixed(1)} s`],
      ],
    ),
  );
  console.log(`${explainFloor(rates)}\n`);
  console.log(
    formatTable(
      ["", "measured", "wanted"],
      [
        ["of the floor", ratio.toFixed(2), "at least 0.50"],
        ["events per row of COPY alone", perCopiedRow.toFixed(2), "at least 0.25"],
        ["requests", `${requests}`, `at most ${Math.ceil((200 * events) / 300_000)}`],
        ["memory (RSS, peak)", `${Math.round(megabytes)} MB`, "below 400 MB"],
      ],
    ),
  );
}

function rateOf({ count, milliseconds }: Stage): number {
  return (1_000 * count) / milliseconds;
}
