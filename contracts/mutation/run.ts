import { Bench, type Outcome } from "./bench.ts";
import type { Member, Mutant } from "./mutants.ts";
import { build, measure, type Original } from "./original.ts";
import { describe, listUnexplained, listUntried, prune, type Results, record, writeResults } from "./results.ts";

export interface RunOptions {
  /** Where the results are kept. */
  path: string;
  /** Names of sources. */
  selected: string[];
  /** Whether to try again what is known. */
  fresh: boolean;
  /** How many of the mutants to try, in percent. */
  share: number;
  /** Mutants tried at a time. */
  jobs: number;
}

/** A member whose mutants are being tried. */
interface Job {
  file: string;
  member: Member;
  open: Mutant[];
  outcomes: [Mutant, Outcome][];
  tried: Set<string>;
}

/** A tenth of the mutants at a time: a run that is interrupted has tried about as many of each member. */
const STEP = 10;

/**
 * Tries the mutants of the selected sources whose fate isn't known, and writes the results after each member, so that
 * an interrupted run goes on where it was.
 */
export async function run(original: Original, results: Results, options: RunOptions): Promise<void> {
  const { path, selected, fresh, jobs, share } = options;
  prune(results, original.members);
  if (fresh) for (const file of selected) delete results.files[file];
  writeResults(path, results);

  await build(original);
  await measure(original);
  const benches = Array.from({ length: jobs }, () => new Bench(original));
  const members = selected.flatMap((file) => original.members.get(file)!.map((member) => ({ file, member })));
  const tryAll = (part: number, list: typeof listUntried) =>
    tryMutants(benches, results, {
      path,
      share: part,
      jobs: members.map(({ file, member }) => jobOf(file, member, list(results, file, member, part))),
    });
  await tryAll(0, listUnexplained);
  for (let part = 0; part < share; ) {
    part = Math.min(part + STEP, share);
    await tryAll(part, listUntried);
  }
  await Promise.all(benches.map((bench) => bench.close()));
}

async function tryMutants(
  benches: Bench[],
  results: Results,
  { path, share, jobs }: { path: string; share: number; jobs: Job[] },
): Promise<void> {
  const keep = ({ file, member, outcomes }: Job) => {
    record(results, file, member, { share, outcomes });
    writeResults(path, results);
  };
  for (const job of jobs) if (job.open.length === 0 && job.member.mutants.length > 0 && share > 0) keep(job);
  const queue = jobs.flatMap((job) => job.open.map((mutant) => ({ job, mutant })));
  console.log(
    share === 0
      ? `${queue.length} survivors without a reason to try again`
      : `${queue.length} mutants to try for ${share} %`,
  );

  let next = 0;
  await Promise.all(
    benches.map(async (bench) => {
      for (let task = queue[next++]; task !== undefined; task = queue[next++]) {
        const { job, mutant } = task;
        const outcome = await bench.try(mutant, job.tried);
        job.outcomes.push([mutant, outcome]);
        if (outcome.fate === "survived") console.log(`survives: ${describe(mutant)} (line ${mutant.line})`);
        if (job.outcomes.length < job.open.length) continue;
        keep(job);
        console.log(`${job.file} ${job.member.name}: ${countFates(job.outcomes)} (${next}/${queue.length})`);
      }
    }),
  );
}

function jobOf(file: string, member: Member, open: Mutant[]): Job {
  return { file, member, open, outcomes: [], tried: new Set() };
}

function countFates(outcomes: [Mutant, Outcome][]): string {
  const fates = outcomes.map(([, { fate }]) => fate);
  return [...new Set(fates)].map((fate) => `${fates.filter((other) => other === fate).length} ${fate}`).join(", ");
}
