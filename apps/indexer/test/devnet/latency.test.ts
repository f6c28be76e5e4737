import { setTimeout as sleep } from "node:timers/promises";
import { searchPath } from "@concert/types/tables";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type IndexedDevnet, openDevnet } from "./openDevnet.ts";
import { watchBlocks } from "./watchBlocks.ts";

let indexed: IndexedDevnet;

beforeAll(async () => {
  indexed = await openDevnet();
}, 120_000);

afterAll(() => indexed?.[Symbol.asyncDispose]());

test("from a block that a chain can serve to its committed row it takes a median of at most 50 ms", async () => {
  await using _ = await indexed.start("fresh");
  const sql = postgres(indexed.databaseUrl, { max: 1, connection: { search_path: searchPath("fresh") } });
  const served = new Map<string, number>();
  const stops = await Promise.all(indexed.devnet.chains.map((chain) => watchBlocks(chain, served)));
  const committed = new Map<string, number>();
  await sql.listen("fresh_cut", (id) => void committed.set(id, performance.now()));

  await indexed.playTraffic({ seed: 2, orderCount: 20, intervalMilliseconds: 500 });
  await sleep(1_500);
  for (const stop of stops) stop();
  const cuts = await sql<{ id: string; hash: string; full: boolean }[]>`
    select cut_id as id, block_hash as hash, exists (
      select from entry_queued e where e.chain_id = c.chain_id and e.block_number = c.block_number
    ) as full
    from cut_checkpoint c where cut_id = any(${[...committed.keys()]}::bigint[])`;
  await sql.end();

  const latencies = cuts.flatMap(({ id, hash, full }) => {
    const at = served.get(hash);
    return full && at !== undefined ? [committed.get(id)! - at] : [];
  });
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) => latencies[Math.floor(latencies.length * share)]!;
  console.log(
    `from served to committed: median ${quantile(0.5).toFixed(1)} ms, 90 % within ${quantile(0.9).toFixed(1)} ms, ${latencies.length} blocks with events`,
  );
  expect(latencies.length).toBeGreaterThan(20);
  expect(quantile(0.5)).toBeLessThanOrEqual(50);
}, 120_000);
