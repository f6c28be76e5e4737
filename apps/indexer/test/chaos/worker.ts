import { setTimeout as sleep } from "node:timers/promises";
import { openDatabases } from "./openDatabases.ts";
import type { Run } from "./openRun.ts";
import type { Plan } from "./Plan.ts";
import { reuseDatabase } from "./reuseDatabase.ts";
import { type Outcome, runPlan } from "./runPlan.ts";

export type Question = { plan: Plan };
export type Answer = Outcome;

/** Of real time. */
const mostMilliseconds = 400_000;

const [url, name] = process.argv.slice(2);
await using databases = await openDatabases(url!, name!);
await using reused = reuseDatabase(databases);
const ended = Promise.withResolvers<void>();
process.once("disconnect", ended.resolve);
process.on("message", ({ plan }: Question) => {
  void answer(plan).then((outcome) => process.send!(outcome));
});
await ended.promise;

async function answer(plan: Plan): Promise<Answer> {
  const outcome = await attempt(plan);
  // What a run has left that went wrong is nobody else's affair.
  if (outcome.wrong.length > 0) await reused.drop();
  return outcome;
}

async function attempt(plan: Plan): Promise<Answer> {
  const database = await reused.lend();
  const late = new AbortController();
  let run: Run | undefined;
  const running = runPlan(plan, database, (opened) => {
    run = opened;
  }).catch((error: unknown) => broken([(error as Error).stack!], run?.lines));
  const outcome = await Promise.race([running, sleep(mostMilliseconds, undefined, late)]);
  late.abort();
  if (outcome !== undefined) return outcome;
  const waits = (await run?.describe()) ?? ["it has not begun"];
  return broken([`it takes longer than ${mostMilliseconds / 1_000} s`, ...waits], run?.lines);
}

function broken([reason, ...more]: string[], lines: readonly string[] = []): Answer {
  const facts = { cuts: 0, snapshots: 0, recomputed: 0, reorgs: 0, divergences: 0 };
  return { wrong: [`the run broke: ${reason}`, ...more], lines, facts };
}
