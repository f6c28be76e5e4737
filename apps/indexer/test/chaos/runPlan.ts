import { createNetwork, createRandom, createVirtualClock, createWorld, type World } from "@concert/simulator";
import { readChains } from "../../src/readChains.ts";
import { compareState } from "../../src/rebuild/compareState.ts";
import type { IndexedChain } from "../../src/source/IndexedChain.ts";
import { connectStore, type Store } from "../../src/store/connectStore.ts";
import { checkSnapshot } from "./checkSnapshot.ts";
import { compareFresh } from "./compareFresh.ts";
import { createDriver } from "./createDriver.ts";
import { createLedger } from "./createLedger.ts";
import { schemas } from "./openDatabases.ts";
import type { Plan } from "./Plan.ts";
import { playActs } from "./playActs.ts";
import { type RunningWorker, startWorker } from "./startWorker.ts";
import { trackWork } from "./trackWork.ts";

export type Outcome = {
  /** What is wrong; nothing if all is as it should be. */
  wrong: string[];
  /** What the indexer said, the latest last. */
  lines: readonly string[];
  facts: {
    cuts: number;
    snapshots: number;
    recomputed: number;
    reorgs: number;
    divergences: number;
    milliseconds: number;
  };
};

/** Once nothing goes wrong any more, an index has so long to catch up. */
const catchUpMilliseconds = 15 * 60_000;

/**
 * Plays a plan, with the index of it in a database with empty schemas, and looks at committed states all along and at
 * what has become of it all in the end.
 */
export async function runPlan(plan: Plan, databaseUrl: string): Promise<Outcome> {
  const started = performance.now();
  const random = createRandom(plan.seed).fork("run");
  const clock = createVirtualClock();
  const world = openWorld(plan, clock);
  const network = createNetwork({ world, providers: plan.providers, plan: { seed: plan.seed, faults: plan.faults } });
  const chains = readChains(
    world.config((id) => plan.providers.map(({ name, protocol }) => network.url(id, name, protocol))),
    world.deployment,
  ).map((chain): IndexedChain => ({ ...chain, receiptsRoot: planned(plan, chain.chainId).receiptsRoot }));
  const ledger = createLedger(world, chains);

  await using stack = new AsyncDisposableStack();
  const open = async (schema: string, connections: number): Promise<Store> => {
    const store = await connectStore({ url: databaseUrl, schema, connections });
    stack.defer(() => store.end({ timeout: 1 }));
    return store;
  };
  const watching = await open(schemas.index, 1);
  const lines: string[] = [];
  const wrong: string[] = [];
  const facts = { cuts: 0, snapshots: 0, recomputed: 0, reorgs: 0, divergences: 0, milliseconds: 0 };
  const tell = (line: string) => {
    lines.push(`${((clock.now() - begin) / 1_000).toFixed(3)} ${line}`);
    if (lines.length > 3_000) lines.splice(0, 1_000);
  };
  const begin = clock.now();

  async function look(): Promise<void> {
    if (wrong.length > 0) return;
    if (random.chance(plan.checks.snapshots)) {
      facts.snapshots++;
      wrong.push(...(await checkSnapshot(watching, ledger)));
    }
    if (random.chance(plan.checks.recomputed)) {
      facts.recomputed++;
      const { cut, differences } = await compareState(watching, schemas.index);
      for (const { table, missing, extra } of differences) {
        wrong.push(`cut ${cut}: ${table} lacks ${missing} rows and has ${extra} too many`);
      }
    }
    if (wrong.length > 0) tell(`=== ${wrong[0]}`);
  }

  const work = trackWork(look);
  const driver = createDriver(clock, work);
  const workers: RunningWorker[] = [];
  let startCount = 0;
  const start = async () => {
    const store = work.track(await open(schemas.index, 2));
    const queries = work.track(await open(schemas.index, 2));
    const { unprovenAfterSeconds } = plan;
    const hubChainId = BigInt(plan.chains[0]!.id);
    const name = `worker ${++startCount}`;
    workers.push(startWorker({ name, chains, hubChainId, store, queries, network, clock, unprovenAfterSeconds, tell }));
  };
  stack.defer(async () => {
    const stopping = Promise.all(workers.map((worker) => worker.stop()));
    await driver.advance(60_000);
    await stopping;
  });

  const after = (at: number) => clock.sleep(begin + at - clock.now());
  const playing = Promise.all([
    playActs(world, plan.blocks, plan.acts),
    ...plan.faults.map(({ until }) => after(until)),
    ...Array.from({ length: plan.workers }, () => after(plan.startAt).then(start)),
    ...plan.blows.map(async ({ at, kind }) => {
      await after(at);
      tell(`=== ${kind}`);
      if (kind === "cutConnections") {
        await watching`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and application_name = 'concert-indexer'`;
      }
      if (kind !== "restart") return;
      const stopped = workers.splice(0);
      await Promise.all(stopped.map((worker) => worker.stop()));
      for (const _ of stopped) await start();
    }),
  ]).then(() => "played" as const);
  let played = false;
  playing.then(
    () => {
      played = true;
    },
    () => undefined,
  );
  while (!played && wrong.length === 0) {
    const hour = 60 * 60_000;
    await driver.advance(
      hour,
      () => played || wrong.length > 0 || workers.some(({ failed }) => failed() !== undefined),
    );
    for (const worker of workers) {
      const failure = worker.failed();
      if (failure !== undefined) wrong.push(`the indexer ended: ${failure}`);
    }
  }
  if (played) await playing;

  if (wrong.length === 0 && !(await driver.advance(catchUpMilliseconds, () => standsAtHeads(watching, world)))) {
    wrong.push(
      `not at the heads after ${catchUpMilliseconds / 60_000} minutes: ${workers.map(({ describe }) => describe()).join("; ")}`,
    );
  }
  if (wrong.length === 0) {
    wrong.push(...(await checkSnapshot(watching, ledger)));
    const fresh = await open(schemas.fresh, 1);
    wrong.push(...(await compareFresh({ world, chains, schema: schemas.index, fresh, freshSchema: schemas.fresh })));
  }
  const [counts] = await watching<[{ cuts: number; reorgs: number; divergences: number }]>`
    select
      (select count(*) from cut)::integer as cuts,
      (select count(*) from cut_checkpoint where replaced_block_count > 0)::integer as reorgs,
      (select count(*) from divergence)::integer as divergences`;
  return { wrong, lines, facts: { ...facts, ...counts, milliseconds: performance.now() - started } };
}

function openWorld(plan: Plan, clock: World["clock"]): World {
  const { seed, chains, traffic } = plan;
  return createWorld({
    ...{ seed, clock, traffic },
    chains: chains.map(({ id, blockMilliseconds, timeOffsetSeconds, finalizedDepth }) => ({
      ...{ id, blockMilliseconds, timeOffsetSeconds, finalizedDepth },
      safeDepth: Math.ceil(finalizedDepth / 2),
    })),
  });
}

function planned(plan: Plan, chainId: bigint) {
  return plan.chains.find(({ id }) => id === Number(chainId))!;
}

/** And whether nothing is unproven any more. */
async function standsAtHeads(store: Store, world: World): Promise<boolean> {
  const checkpoints = await store<{ chainId: string; hash: string; unproven: boolean }[]>`
    select chain_id as "chainId", block_hash as hash, exists (select from unproven) as unproven from checkpoint`;
  const hashes = new Map(checkpoints.map(({ chainId, hash }) => [chainId, hash]));
  return (
    world.chains.every((chain) => hashes.get(`${chain.id}`) === chain.head().header.hash) &&
    checkpoints.every(({ unproven }) => !unproven)
  );
}
