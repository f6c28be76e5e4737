import {
  createNetwork,
  createRandom,
  createVirtualClock,
  createWorld,
  type VirtualClock,
  type World,
} from "@concert/simulator";
import postgres from "postgres";
import { readChains } from "../../src/readChains.ts";
import { compareState } from "../../src/rebuild/compareState.ts";
import type { IndexedChain } from "../../src/source/IndexedChain.ts";
import type { Store } from "../../src/store/connectStore.ts";
import { checkSnapshot } from "./checkSnapshot.ts";
import { compareFresh } from "./compareFresh.ts";
import { createDriver, type Driver } from "./createDriver.ts";
import { createLedger } from "./createLedger.ts";
import { type Database, recomputedSchema, schemas } from "./openDatabases.ts";
import type { Plan } from "./Plan.ts";
import { type RunningWorker, startWorker } from "./startWorker.ts";
import { trackWork, type Work } from "./trackWork.ts";

/** A world, and an index of it in a database of its own, on virtual time. */
export type Run = AsyncDisposable & {
  world: World;
  clock: VirtualClock;
  driver: Driver;
  work: Work;
  /** Sees the index. */
  store: Store;
  /** Indexers that run. */
  workers: RunningWorker[];
  startWorker: () => Promise<void>;
  /** Stops all, and starts as many. */
  restartWorkers: () => Promise<void>;
  /** What was found to be wrong so far. */
  wrong: string[];
  /** What indexers and others said, with the time in seconds, the latest last. */
  lines: readonly string[];
  tell: (line: string) => void;
  /** How many states were looked at, and how many recomputed. */
  looked: { snapshots: number; recomputed: number };
  /** Lets time pass until the index stands on the chains' heads and nothing of it is unproven. */
  catchUp: () => Promise<void>;
  /** Compares the index with a fresh one of what the chains are now. */
  compare: () => Promise<void>;
  /** What everybody waits for. */
  describe: () => Promise<string[]>;
};

/** Once nothing goes wrong any more, an index has so long to catch up. */
const catchUpMilliseconds = 15 * 60_000;
const keptLines = 3_000;

/** @param database With empty schemas. */
export async function openRun(plan: Plan, database: Database): Promise<Run> {
  const random = createRandom(plan.seed).fork("run");
  const clock = createVirtualClock();
  const begin = clock.now();
  const world = openWorld(plan, clock);
  const network = createNetwork({ world, providers: plan.providers, plan: { seed: plan.seed, faults: plan.faults } });
  const chains = readChains(
    world.config((id) => plan.providers.map(({ name, protocol }) => network.url(id, name, protocol))),
    world.deployment,
  ).map((chain): IndexedChain => ({ ...chain, receiptsRoot: planned(plan, chain.chainId).receiptsRoot }));
  const ledger = createLedger({ world, chains, lagSince: (chainId, from) => lagSince(plan, chainId, from - begin) });

  const stack = new AsyncDisposableStack();
  const store = await database.connect(schemas.index, 1);
  const wrong: string[] = [];
  const lines: string[] = [];
  const looked = { snapshots: 0, recomputed: 0 };

  const tell = (line: string): void => {
    lines.push(`${((clock.now() - begin) / 1_000).toFixed(3)} ${line}`);
    if (lines.length > keptLines) lines.splice(0, keptLines / 3);
  };

  /** Never fails: whoever has committed would take it for a commit that failed. */
  async function look(): Promise<void> {
    if (wrong.length > 0) return;
    await lookAtState().catch((error: unknown) => void wrong.push(`the state can't be looked at: ${error}`));
  }

  async function lookAtState(): Promise<void> {
    if (random.chance(plan.checks.snapshots)) {
      looked.snapshots++;
      wrong.push(...(await checkSnapshot(store, ledger)));
    }
    if (random.chance(plan.checks.recomputed)) {
      looked.recomputed++;
      const { cut, differences } = await compareState(store, schemas.index, { empty: recomputedSchema });
      for (const { table, missing, extra } of differences) {
        wrong.push(`cut ${cut}: ${table} lacks ${missing} rows and has ${extra} too many`);
      }
    }
  }

  const work = trackWork(look);
  const driver = createDriver(clock, work);
  const workers: RunningWorker[] = [];
  let startCount = 0;
  const start = async (): Promise<void> => {
    const name = `worker ${++startCount}`;
    const part = startCount % plan.workers;
    const held = new Set(
      chains.flatMap(({ chainId }, index) => (plan.split === true && index % plan.workers !== part ? [] : [chainId])),
    );
    const stores = Promise.all([database.connect(schemas.index, 2), database.connect(schemas.index, 2)]);
    const [store, queries] = (await work.during(stores)).map(work.track) as [Store, Store];
    const { unprovenAfterSeconds } = plan;
    const hubChainId = BigInt(plan.chains[0]!.id);
    workers.push(
      startWorker({ name, chains, held, hubChainId, store, queries, network, clock, unprovenAfterSeconds, tell }),
    );
  };
  stack.defer(async () => {
    const stopping = Promise.all(workers.map((worker) => worker.stop()));
    // What waits for time to pass may do so once more.
    await driver.advance(60_000);
    await stopping;
  });

  return {
    ...{ world, clock, driver, work, store, workers, wrong, lines, tell, looked },
    startWorker: start,
    async restartWorkers() {
      const stopped = workers.splice(0);
      await Promise.all(stopped.map((worker) => worker.stop()));
      for (const _ of stopped) await start();
    },
    async catchUp() {
      const end = clock.now() + catchUpMilliseconds;
      while (clock.now() < end && wrong.length === 0) {
        await driver.advance(1_000);
        if ((await findBehind(store, world)).length === 0) return;
      }
      const minutes = catchUpMilliseconds / 60_000;
      if (wrong.length > 0) return;
      const behind = await findBehind(store, world);
      const statuses = workers.map(({ describe }) => describe());
      wrong.push(`not at the heads after ${minutes} minutes: ${[...behind, ...statuses].join("; ")}`);
    },
    async compare() {
      wrong.push(...(await checkSnapshot(store, ledger)));
      const fresh = await database.connect(schemas.fresh, 1);
      wrong.push(...(await compareFresh({ world, chains, schema: schemas.index, fresh, freshSchema: schemas.fresh })));
    },
    describe: async () => [
      `virtual time is ${(clock.now() - begin) / 1_000} s, the next wakes after ${(clock.nextWakeAt() ?? Number.NaN) - clock.now()} ms`,
      ...work.describe().map((line) => `runs in Postgres: ${line}`),
      ...workers.map(({ describe }) => `worker: ${describe()}`),
      ...(await describeBackends(database.url)).map((line) => `backend: ${line}`),
      ...lines.slice(-20),
    ],
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function openWorld({ seed, chains, traffic }: Plan, clock: VirtualClock): World {
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

/** In milliseconds; `from` since the beginning. */
function lagSince({ providers, faults }: Plan, chainId: bigint, from: number): number {
  const lags = faults.flatMap((fault) => {
    const isOf = fault.kind === "lag" && (fault.chainId === undefined || BigInt(fault.chainId) === chainId);
    return isOf && fault.until > from ? [fault.milliseconds] : [];
  });
  return Math.max(...lags, ...providers.flatMap((provider) => provider.lagsMilliseconds ?? []), 0);
}

/** What keeps an index from standing on the chains' heads with nothing unproven. */
async function findBehind(store: Store, world: World): Promise<string[]> {
  const [checkpoints, unproven] = await Promise.all([
    store<{ chainId: string; number: string; hash: string }[]>`
      select chain_id as "chainId", block_number as number, block_hash as hash from checkpoint`,
    store<{ chainId: string; block: string; source: string }[]>`
      select chain_id as "chainId", from_block as block, source_chain as source from unproven`,
  ]);
  const behind = world.chains.flatMap(({ id, head }) => {
    const { number, hash } = head().header;
    const stands = checkpoints.find(({ chainId }) => chainId === `${id}`);
    return stands?.hash === hash
      ? []
      : [`chain ${id} stands on ${stands?.number} ${stands?.hash}, not on ${number} ${hash}`];
  });
  return [...behind, ...unproven.map((of) => `block ${of.block} of chain ${of.chainId} is unproven by ${of.source}`)];
}

/** By a connection of its own. */
async function describeBackends(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const backends = await sql<{ line: string }[]>`
      select concat_ws(
        ' ', pid, state, wait_event_type, wait_event, 'blocked by', pg_blocking_pids(pid),
        'transaction', date_trunc('second', now() - xact_start), regexp_replace(left(query, 200), '[[:space:]]+', ' ', 'g')
      ) as line
      from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    return backends.map(({ line }) => line);
  } catch (error) {
    return [String(error)];
  } finally {
    await sql.end({ timeout: 1 });
  }
}
