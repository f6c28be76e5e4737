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

/** A message's way: a fill on the spoke's chain, its delivery on the hub's, and the settlement that follows from it. */
type Way = { fill: bigint; delivery: bigint; settlement: bigint };

test.each([
  { orphaned: "settlement", of: [{ chainId: hub, from: "settlement" }], diverges: false },
  { orphaned: "delivery and settlement", of: [{ chainId: hub, from: "delivery" }], diverges: false },
  { orphaned: "fill", of: [{ chainId: spoke, from: "fill" }], diverges: true },
  {
    orphaned: "fill, delivery and settlement",
    of: [
      { chainId: spoke, from: "fill" },
      { chainId: hub, from: "delivery" },
    ],
    diverges: false,
  },
  {
    orphaned: "fill and settlement, but not the delivery",
    of: [
      { chainId: spoke, from: "fill" },
      { chainId: hub, from: "settlement" },
    ],
    diverges: true,
  },
] as const)("$orphaned orphaned", async ({ of, diverges }) => {
  await using database = await databases.open();
  await using run = await openRun(calmPlan({ seed: 5 }), database.url);
  const { world, store, wrong } = run;
  await run.startWorker();
  for (let block = 0; block < 30; block++) {
    for (const { id } of world.chains) world.mine(id);
    await run.driver.advance(1_000);
  }
  await run.catchUp();
  const way = await findWay(run);
  const [before] = await store<[{ decision: string }]>`select decision from "order" where order_id = ${way.orderId}`;
  expect(before.decision).toBe("committed");

  for (const { chainId, from } of of) {
    const depth = world.chain(chainId).head().header.number - Number(way[from]) + 1;
    world.reorg(chainId, { depth, length: depth + 1, replay: "none" });
  }
  await run.catchUp();
  expect(await decisionOf(run, way.orderId)).not.toBe(
    of.some(({ chainId }) => chainId === hub) ? "committed" : undefined,
  );
  const [{ count }] = await store<[{ count: number }]>`
    select count(*)::integer as count from divergence where chain_id = ${spoke} and direction = 'report'`;
  expect(count > 0).toBe(diverges);

  for (let block = 0; block < 5; block++) {
    for (const { id } of world.chains) world.mine(id);
    await run.driver.advance(1_000);
  }
  await run.catchUp();
  await run.compare();
  expect(wrong).toEqual([]);
});

async function decisionOf({ store }: Run, orderId: string): Promise<string | undefined> {
  const [order] = await store<{ decision: string }[]>`select decision from "order" where order_id = ${orderId}`;
  return order?.decision;
}

/** The latest order that was settled though one of its fills had to be reported by the spoke's chain. */
async function findWay({ store }: Run): Promise<Way & { orderId: string }> {
  const [way] = await store<{ orderId: string; fill: string; delivery: string; settlement: string }[]>`
    select
      s.order_id as "orderId", s.block_number as settlement, q.block_number as fill,
      e.delivered_block_number as delivery
    from order_settled s
    join report_filled f on f.order_id = s.order_id and f.chain_id = ${spoke}
    join entry_queued q on q.chain_id = f.chain_id and q.block_number = f.block_number and q.log_index = f.log_index
    join entry e on e.chain_id = q.chain_id and e.direction = 'report' and e.head = q.head
    where e.delivered_block_number < s.block_number
    order by s.block_number desc
    limit 1`;
  const { orderId, fill, delivery, settlement } = way!;
  return { orderId, fill: BigInt(fill), delivery: BigInt(delivery), settlement: BigInt(settlement) };
}

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

test("a source that can't be read stops only what follows from it; what goes on without it is unproven until it is back", async () => {
  const silent = { chainId: spoke, from: 20_000, until: 120_000, probability: 1, kind: "refused" } as const;
  const plan = calmPlan({ faults: [silent], unprovenAfterSeconds: 30, blocks: 20 });
  await using database = await databases.open();
  await using run = await openRun(plan, database.url);
  const { world, store, wrong, driver } = run;
  await run.startWorker();
  const statusOf = async (chainId: number) => {
    const [row] = await store<{ block: number; unproven: number }[]>`
      select block_number::integer as block, (select count(*)::integer from unproven) as unproven
      from checkpoint where chain_id = ${chainId}`;
    return row!;
  };
  const mine = async (blocks: number) => {
    for (let block = 0; block < blocks; block++) {
      for (const { id } of world.chains) world.mine(id);
      await driver.advance(1_000);
    }
  };
  await mine(20);
  // What is sent from now on is not read, but delivered.
  await mine(20);
  const [waiting, other] = [await statusOf(hub), await statusOf(103)];
  expect(waiting.block).toBeLessThan(world.chain(hub).head().header.number - 5);
  expect(waiting.unproven).toBe(0);
  expect(other.block).toBeGreaterThan(waiting.block);

  await driver.advance(60_000);
  const unproven = await statusOf(hub);
  expect(unproven.block).toBeGreaterThan(waiting.block);
  expect(unproven.unproven).toBeGreaterThan(0);
  const shown = await store<{ status: string }[]>`select distinct status from divergence`;
  expect(shown).toEqual([{ status: "unproven" }]);

  await driver.advance(30_000);
  await run.catchUp();
  expect((await statusOf(hub)).unproven).toBe(0);
  await run.compare();
  expect(wrong).toEqual([]);
});
