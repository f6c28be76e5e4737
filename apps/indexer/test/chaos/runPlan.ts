import type { Database } from "./openDatabases.ts";
import { openRun, type Run } from "./openRun.ts";
import type { Plan } from "./Plan.ts";
import { playActs } from "./playActs.ts";

export type Outcome = {
  /** What is wrong; nothing if all is as it should be. */
  wrong: string[];
  /** What the indexer said, the latest last. */
  lines: readonly string[];
  facts: Facts;
};

/** How much happened. */
export type Facts = { cuts: number; reorgs: number; snapshots: number; recomputed: number; divergences: number };

const hour = 60 * 60_000;

/**
 * Plays a plan, with the index of it in a database with empty schemas, and looks at committed states all along and at
 * what has become of it all in the end.
 *
 * @param onOpen Given the run as soon as there is one.
 */
export async function runPlan(plan: Plan, database: Database, onOpen?: (run: Run) => void): Promise<Outcome> {
  await using run = await openRun(plan, database);
  onOpen?.(run);
  const { wrong, lines, looked, store } = run;
  await play(run, plan);
  if (wrong.length === 0) await run.catchUp();
  if (wrong.length === 0) await run.compare();
  const [counts] = await store<[{ cuts: number; reorgs: number; divergences: number }]>`
    select
      (select count(*) from cut)::integer as cuts,
      (select count(*) from cut_checkpoint where replaced_block_count > 0)::integer as reorgs,
      (select count(*) from divergence)::integer as divergences`;
  return { wrong, lines, facts: { ...looked, ...counts } };
}

/** Until everything has happened, and all faults have ended. */
async function play(run: Run, plan: Plan): Promise<void> {
  const { world, clock, driver, wrong, workers } = run;
  const begin = clock.now();
  const after = (at: number) => clock.sleep(begin + at - clock.now());
  let played = false;
  const playing = Promise.all([
    playActs(world, plan.blocks, plan.acts),
    ...plan.faults.map(({ until }) => after(until)),
    ...Array.from({ length: plan.workers }, () => after(plan.startAt).then(run.startWorker)),
    ...plan.blows.map(async ({ at, kind }) => {
      await after(at);
      run.tell(`=== ${kind}`);
      if (kind === "restart") await run.restartWorkers();
      else await cutConnections(run);
    }),
  ]).then(() => {
    played = true;
  });
  const failures = () => workers.flatMap(({ failed }) => failed() ?? []);
  while (!played && wrong.length === 0) {
    await Promise.race([playing, driver.advance(hour, () => played || wrong.length > 0 || failures().length > 0)]);
    for (const failure of failures()) wrong.push(`the indexer ended: ${failure}`);
  }
  if (played) await playing;
  else playing.catch(() => undefined);
}

async function cutConnections({ store, work }: Run): Promise<void> {
  const cutting = store`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'concert-indexer'`;
  await work.during(cutting);
}
