import { openDatabases } from "./openDatabases.ts";
import type { Plan } from "./Plan.ts";
import { type Outcome, runPlan } from "./runPlan.ts";

export type Question = { plan: Plan };
export type Answer = Outcome;

/** Of real time. */
const mostMilliseconds = 400_000;

const [url, name] = process.argv.slice(2);
await using databases = await openDatabases(url!, name!);
const ended = Promise.withResolvers<void>();
process.once("disconnect", ended.resolve);
process.on("message", ({ plan }: Question) => {
  void answer(plan).then((outcome) => process.send!(outcome));
});
await ended.promise;

async function answer(plan: Plan): Promise<Answer> {
  await using database = await databases.open();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(broken(`it takes longer than ${mostMilliseconds / 1_000} s`)), mostMilliseconds);
  });
  const running = runPlan(plan, database.url).catch((error: unknown) => broken((error as Error).stack!));
  const outcome = await Promise.race([running, late]);
  clearTimeout(timer);
  return outcome;
}

function broken(reason: string): Answer {
  const facts = { cuts: 0, snapshots: 0, recomputed: 0, reorgs: 0, divergences: 0 };
  return { wrong: [`the run broke: ${reason}`], lines: [], facts };
}
