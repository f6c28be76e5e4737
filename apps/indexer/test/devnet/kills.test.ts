import { setTimeout as sleep } from "node:timers/promises";
import { startProcess, startRelayer } from "@concert/devnet";
import { searchPath } from "@concert/types/tables";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareWithChains } from "../compareWithChains.ts";
import { type IndexedDevnet, main, openDevnet } from "./openDevnet.ts";
import { watchBlocks } from "./watchBlocks.ts";

let indexed: IndexedDevnet;

beforeAll(async () => {
  indexed = await openDevnet();
}, 120_000);

afterAll(() => indexed?.[Symbol.asyncDispose]());

test("killed ten times at random during traffic, the index is that of a fresh one", async () => {
  const schema = "killed";
  // The relayer reads from this index what there is to do.
  await (await indexed.start(schema)).process.stop();
  const relayer = await startRelayer({ ...indexed.devnet, databaseUrl: indexed.databaseUrl, schema });
  const traffic = indexed.playTraffic({ seed: 1, orderCount: 60, intervalMilliseconds: 350 });

  const served = new Map<string, number>();
  const served31338 = await watchBlocks(indexed.devnet.chains[1]!, served);
  const commitsBetweenKills: number[] = [];
  for (let kill = 0; kill < 10; kill++) {
    let commits = 0;
    const committed = Promise.withResolvers<void>();
    const indexer = await startProcess({
      name: "indexer",
      command: process.execPath,
      arguments: [
        ...[main, "start", "--config", indexed.devnet.configFile, "--deployment", indexed.devnet.deploymentFile],
        ...["--schema", schema, "--port", "0"],
      ],
      environment: { DATABASE_URL: indexed.databaseUrl },
      onLine(line) {
        if (!line.includes("committed")) return;
        commits++;
        committed.resolve();
      },
    });
    await indexer.waitFor(committed.promise, 60_000);
    // While a block is read and committed, most often.
    const count = served.size;
    while (served.size === count) await sleep(1);
    await sleep(Math.random() * 60);
    await indexer.kill();
    commitsBetweenKills.push(commits);
  }
  served31338();
  await using survivor = await indexed.start(schema);
  await traffic;
  await untilQuiet(schema);
  await relayer.stop();
  await indexed.untilAtHeads(schema);

  await using _ = await indexed.start("fresh");
  await indexed.untilAtHeads("fresh");
  const state = await indexed.stateOf(schema);
  expect(state).toEqual(await indexed.stateOf("fresh"));
  expect(state.order!.length).toBeGreaterThan(50);
  expect(state.payout!.length).toBeGreaterThan(60);
  expect(await indexed.check(schema)).toContain("as recomputed");

  const sql = postgres(indexed.databaseUrl, { max: 1, connection: { search_path: searchPath(schema) } });
  const { counts, disagreements } = await compareWithChains(sql, indexed.devnet);
  expect(disagreements).toEqual([]);
  console.log(counts);
  const compared = ["decision", "escrows", "filledLegs", "executorOf", "isNonceUsed", "earnedFees", "attestersOf"];
  expect(compared.filter((name) => counts[name] === undefined)).toEqual([]);
  const balances = await sql`
    select recorded, recorded - earned - paid_out - pending as lost, pending from fee_balance`;
  expect(balances.map(({ lost }) => lost)).toEqual(["0", "0", "0"]);
  expect(balances.every(({ recorded }) => recorded !== "0")).toBe(true);
  await sql.end();
  await survivor.process.stop();
  console.log(`commits between kills: ${commitsBetweenKills.join(", ")}`);
}, 240_000);

/** Waits until every order is decided, everything delivered and paid. */
async function untilQuiet(schema: string): Promise<void> {
  for (;;) {
    const [left] = await indexed.query<{ count: number }>(
      schema,
      `select (
        -- An order that was filled directly but opened nowhere can't be decided: nobody can show it.
        (select count(*) from "order" where decision = 'undecided' and leg_count is not null)
        + (select count(*) from actionable_order)
        + (select count(*) from payout where status = 'owed')
      )::integer as count`,
    );
    if (left!.count === 0) return;
    await sleep(500);
  }
}
