import { openDatabase } from "./openDatabase.ts";
import { prepareHistory } from "./prepareHistory.ts";
import { formatTable, round, writeResults } from "./results.ts";
import { runIndexer, writeFiles } from "./runIndexer.ts";
import { startProvider } from "./startProvider.ts";
import { verifyIndex } from "./verifyIndex.ts";

const chains = 3;
const schema = "bench";
const mostMilliseconds = 600_000;
/** From blocks that hold little to blocks of some thousands of events each. */
const ordersPerBlock = [1, 4, 40, 400];

/** The most memory that the indexer holds, however many events a block holds: the provider refuses no range. */
export async function memory(eventsPerChain: number): Promise<void> {
  await using database = await openDatabase();
  const measured: { eventsPerBlock: number; megabytes: number }[] = [];
  for (const orders of ordersPerBlock) {
    const history = prepareHistory({ chains, eventsPerChain, ordersPerBlock: orders });
    await database.dropSchemas(schema);
    await using provider = await startProvider(history);
    await using files = await writeFiles(provider);
    const blocks = provider.chains.reduce((sum, { lastBlock }) => sum + lastBlock, 0);
    {
      await using indexer = await runIndexer({ files, databaseUrl: database.url, schema, mostMilliseconds });
      const megabytes = round((await indexer.peakBytes()) / 1e6);
      measured.push({ eventsPerBlock: round(provider.events / blocks), megabytes });
    }
    await verifyIndex(database.sql, schema, provider.events);
  }
  await writeResults("memory", { chains, eventsPerChain, measured });
  console.log(
    formatTable(
      ["events per block", "memory (RSS, peak)", "wanted"],
      measured.map(({ eventsPerBlock, megabytes }) => [`${eventsPerBlock}`, `${megabytes} MB`, "below 400 MB"]),
    ),
  );
}
