import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { calmPlan } from "./calmPlan.ts";
import { type Databases, openDatabases } from "./openDatabases.ts";
import { openRun, type Run } from "./openRun.ts";
import type { Plan } from "./Plan.ts";
import { runPlan } from "./runPlan.ts";

let server: RunningPostgres;
let databases: Databases;

beforeAll(async () => {
  server = await startPostgres();
  databases = await openDatabases(server.url, "reorgs");
});

afterAll(async () => {
  await databases?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const [hub, spoke] = [101, 102];

async function expectExact(plan: Plan): Promise<{ reorgs: number; divergences: number }> {
  await using database = await databases.open();
  const { wrong, facts } = await runPlan(plan, database.url);
  expect(wrong).toEqual([]);
  return facts;
}

test.each(
  [1, 7, 64, 250].flatMap((depth) =>
    [hub, spoke].flatMap((chainId) => [
      { depth, chainId, what: "longer fork", length: depth + 1 },
      { depth, chainId, what: "fork of the same height", length: depth },
    ]),
  ),
)(
  "a reorg of $depth blocks of chain $chainId to a $what",
  async ({ depth, chainId, length }) => {
    const blocks = Math.max(20, depth + 10);
    // Where there is more than a moment to index, it began long ago.
    const at = (blocks - 4) * 1_000 + 300;
    const reorg = { at, chainId, kind: "reorg", depth, length, replay: "some" } as const;
    const plan = calmPlan({
      seed: depth,
      blocks,
      acts: [reorg],
      checks: { snapshots: depth > 10 ? 0.2 : 1, recomputed: 0.02 },
    });
    const { reorgs } = await expectExact({ ...plan, chains: plan.chains.slice(0, depth > 100 ? 2 : 3) });
    expect(reorgs).toBe(1);
  },
  240_000,
);

test.each([1, 7, 64])(
  "reorgs of %i blocks, of both ends, again and again",
  async (depth) => {
    const blocks = Math.max(40, depth + 20);
    const start = (blocks - 14) * 1_000;
    const acts = [hub, spoke].flatMap((chainId, index) =>
      [0, 400, 2_000, 2_100, 6_000].map((later, time) => {
        const replay = (["all", "none", "some"] as const)[time % 3]!;
        const at = start + later + 150 * index;
        return { at, chainId, kind: "reorg" as const, depth, length: depth + (time % 2), replay };
      }),
    );
    const { reorgs } = await expectExact(
      calmPlan({ seed: 90 + depth, blocks, acts: acts.toSorted((a, b) => a.at - b.at) }),
    );
    expect(reorgs).toBeGreaterThan(6);
  },
  240_000,
);

test("a chain that goes back to the fork it had left", async () => {
  const acts = [hub, spoke].flatMap((chainId) => [
    { at: 30_100, chainId, kind: "reorg" as const, depth: 6, length: 6, replay: "none" as const },
    { at: 31_200, chainId, kind: "switchBack" as const },
  ]);
  const { reorgs } = await expectExact(calmPlan({ acts }));
  expect(reorgs).toBe(4);
});

test("a reorg below what was final stops its chain and changes nothing; rewound, it goes on", async () => {
  await using database = await databases.open();
  await using run = await openRun(calmPlan({ finalizedDepth: 8 }), database.url);
  const { world, store, wrong, driver, workers } = run;
  await run.startWorker();
  const mine = async (blocks: number) => {
    for (let block = 0; block < blocks; block++) {
      for (const { id } of world.chains) world.mine(id);
      await driver.advance(1_000);
    }
  };
  await mine(30);
  await run.catchUp();
  const before = await readChain(store, spoke);
  world.reorg(spoke, { depth: 12, length: 13, replay: "none" });
  await mine(3);
  expect(await readChain(store, spoke)).toEqual(before);
  expect(workers[0]!.describe()).toContain(`concert indexer rewind --chain ${spoke} --to`);
  // The others go on.
  const heads = await store<{ number: string }[]>`
    select block_number as number from checkpoint where chain_id <> ${spoke} order by chain_id`;
  expect(heads.some(({ number }) => Number(number) >= 32)).toBe(true);

  const ancestor = BigInt(/--to (\d+)/.exec(workers[0]!.describe())![1]!);
  const { rewind } = await import("../../src/store/rewind.ts");
  await rewind(store, { chainId: BigInt(spoke), toBlock: ancestor });
  await run.catchUp();
  await run.compare();
  expect(wrong).toEqual([]);
});

async function readChain(store: Run["store"], chainId: number): Promise<unknown> {
  const checkpoint = await store`select * from checkpoint where chain_id = ${chainId}`;
  const events = await store`select * from entry_queued where chain_id = ${chainId} order by block_number, log_index`;
  return { checkpoint: [...checkpoint], events: [...events] };
}
