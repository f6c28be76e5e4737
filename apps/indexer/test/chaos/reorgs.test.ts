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
  const { wrong, facts } = await runPlan(plan, database);
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
    const at = (blocks - 4) * 1_000 + 300;
    const reorg = { at, chainId, kind: "reorg", depth, length, replay: "some" } as const;
    const plan = calmPlan({
      seed: depth,
      blocks,
      // What is replaced was followed block by block, or, if it takes long, read in a few batches.
      startAt: depth > 100 && length === depth ? at - 10_000 : 0,
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

/**
 * A message's way: a fill on the spoke's chain, the delivery of its report to the hub, and the settlement that waited for
 * it, each in a block of its own.
 */
type Way = { fill: number; delivery: number; settlement: number };

test.each<{ orphaned: string; of: { chainId: number; from: keyof Way }[]; left: (keyof Way)[]; diverges: boolean }>([
  {
    orphaned: "a settlement",
    of: [{ chainId: hub, from: "settlement" }],
    left: ["fill", "delivery"],
    diverges: false,
  },
  {
    orphaned: "a delivery and the settlement",
    of: [{ chainId: hub, from: "delivery" }],
    left: ["fill"],
    diverges: false,
  },
  {
    orphaned: "a fill",
    of: [{ chainId: spoke, from: "fill" }],
    left: ["delivery", "settlement"],
    diverges: true,
  },
  {
    orphaned: "a fill and the settlement alone",
    of: [
      { chainId: spoke, from: "fill" },
      { chainId: hub, from: "settlement" },
    ],
    left: ["delivery"],
    diverges: true,
  },
  {
    orphaned: "a fill, its delivery and the settlement",
    of: [
      { chainId: spoke, from: "fill" },
      // Blocks of all chains are numbered alike here, and the hub accepts a head before it takes what led to it.
      { chainId: hub, from: "fill" },
    ],
    left: [],
    diverges: false,
  },
])("$orphaned, orphaned by reorgs", async ({ of, left, diverges }) => {
  await using database = await databases.open();
  const traffic = { ordersPerBlock: 0.6, confirmations: 1, troubled: 0 };
  await using run = await openRun(calmPlan({ seed: 5, traffic }), database);
  const { world, store, wrong } = run;
  await run.startWorker();
  await mine(run, 24);
  await run.catchUp();
  const way = await findWay(run);
  const hashes = {
    fill: world.chain(spoke).blockAt(way.fill)!.header.hash,
    delivery: world.chain(hub).blockAt(way.delivery)!.header.hash,
    settlement: world.chain(hub).blockAt(way.settlement)!.header.hash,
  };
  const indexed = async () => {
    const [row] = await store<Record<keyof Way, boolean>[]>`
      select
        exists (select from entry_queued where block_hash = ${hashes.fill}) as fill,
        exists (select from entries_delivered where block_hash = ${hashes.delivery}) as delivery,
        exists (select from order_settled where block_hash = ${hashes.settlement}) as settlement`;
    return (["fill", "delivery", "settlement"] as const).filter((act) => row![act]);
  };
  expect(await indexed()).toEqual(["fill", "delivery", "settlement"]);

  for (const { chainId, from } of of) {
    const depth = world.chain(chainId).head().header.number - way[from] + 1;
    world.reorg(chainId, { depth, length: depth + 1, replay: "none" });
  }
  await run.catchUp();
  expect(await indexed()).toEqual(left);
  const diverged = await store<{ kind: string }[]>`
    select kind from divergence where chain_id = ${spoke} and direction = 'report' and kind = 'delivered'`;
  expect(diverged.length > 0).toBe(diverges);

  await mine(run, 5);
  await run.catchUp();
  await run.compare();
  expect(wrong).toEqual([]);
});

async function mine({ world, driver }: Run, blocks: number): Promise<void> {
  for (let block = 0; block < blocks; block++) {
    for (const { id } of world.chains) world.mine(id);
    await driver.advance(1_000);
  }
}

async function findWay({ store }: Run): Promise<Way> {
  const [way] = await store<Way[]>`
    select
      e.queued_block_number::integer as fill,
      e.delivered_block_number::integer as delivery,
      s.block_number::integer as settlement
    from entry e
    join order_settled s using (order_id)
    where e.chain_id = ${spoke} and e.direction = 'report' and e.kind = 'filled'
      and e.queued_block_number < e.delivered_block_number and e.delivered_block_number < s.block_number
    order by s.block_number desc
    limit 1`;
  return way!;
}

test("a source that can't be read stops what follows from it; what goes on without it is unproven until it is back", async () => {
  await using database = await databases.open();
  const away = { chainId: spoke, from: 15_000, until: 120_000, probability: 1, kind: "refused" } as const;
  const plan = calmPlan({
    faults: [away],
    unprovenAfterSeconds: 30,
    providers: [{ name: "a", protocol: "http", latencyMilliseconds: 5 }],
  });
  await using run = await openRun(plan, database);
  const { world, store, wrong, driver } = run;
  await run.startWorker();
  const statusOf = async (chainId: number) => {
    const [row] = await store<{ block: number; unproven: number }[]>`
      select block_number::integer as block, (select count(*)::integer from unproven) as unproven
      from checkpoint where chain_id = ${chainId}`;
    return row!;
  };
  // What is sent after the first fifteen is not read, but delivered.
  await mine(run, 32);
  const head = world.chain(hub).head().header.number;
  const waiting = await statusOf(hub);
  expect(waiting.block).toBeLessThan(head - 5);
  expect(waiting.unproven).toBe(0);

  await driver.advance(60_000);
  const unproven = await statusOf(hub);
  expect(unproven.block).toBe(head);
  expect(unproven.unproven).toBeGreaterThan(0);
  expect(await store`select distinct status from divergence`).toEqual([{ status: "unproven" }]);

  await driver.advance(60_000);
  await run.catchUp();
  expect((await statusOf(hub)).unproven).toBe(0);
  expect(await store`select from divergence`).toEqual([]);
  await run.compare();
  expect(wrong).toEqual([]);
});

test("a reorg below what was final stops its chain and changes nothing; rewound, it goes on", async () => {
  await using database = await databases.open();
  await using run = await openRun(calmPlan({ finalizedDepth: 8 }), database);
  const { world, store, wrong, workers } = run;
  await run.startWorker();
  await mine(run, 30);
  await run.catchUp();
  const before = await readChain(store, spoke);
  world.reorg(spoke, { depth: 12, length: 13, replay: "none" });
  await mine(run, 3);
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
