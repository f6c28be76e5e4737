/**
 * Mutation tests of the contracts, see `docs/mutation.md`:
 *
 *     node mutation/main.ts [--fresh] [--jobs N] [--share PERCENT] [SOURCE...]
 *     node mutation/main.ts --check [--seconds N] [--seed TEXT]
 */
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.ts";
import { readOriginal } from "./original.ts";
import { problemsOf, type Results, readResults, scoresOf } from "./results.ts";
import { run } from "./run.ts";

const RESULTS = join(import.meta.dirname, "results.json");
const DEFAULT_SECONDS = 180;

try {
  await main();
} catch (error) {
  fail([(error as Error).message]);
}
// The compiler keeps the process alive.
process.exit();

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: "boolean", default: false },
      fresh: { type: "boolean", default: false },
      jobs: { type: "string", default: String(availableParallelism()) },
      seconds: { type: "string", default: String(DEFAULT_SECONDS) },
      seed: { type: "string" },
      share: { type: "string", default: "100" },
    },
  });
  const jobs = wholeNumber("jobs", values.jobs, { least: 1, most: 256 });
  const seconds = wholeNumber("seconds", values.seconds, { least: 0, most: 86_400 });
  const share = wholeNumber("share", values.share, { least: 1, most: 100 });
  const deadline = Date.now() + seconds * 1000;

  const results = readResults(RESULTS);
  const original = await readOriginal();
  if (values.check) {
    // What is stale can't be sampled.
    const problems = problemsOf(results, original.members);
    if (problems.length > 0) fail(problems);
    problems.push(...(await check(original, results, { jobs, deadline, seed: values.seed ?? headCommit() })));
    report(results);
    if (problems.length > 0) fail(problems);
    return;
  }

  const selected = [...original.members.keys()].filter(
    (file) => positionals.length === 0 || positionals.some((part) => file.startsWith(part)),
  );
  if (selected.length === 0) throw new Error(`No source begins with "${positionals.join('" or "')}": try src/hub.`);
  await run(original, results, { path: RESULTS, selected, fresh: values.fresh, jobs, share });
  report(results);
  const problems = problemsOf(results, original.members);
  if (problems.length > 0) fail(problems);
}

function report(results: Results): void {
  for (const { part, share, killed, survived, equivalent } of scoresOf(results)) {
    const percent = killed === 0 ? 0 : Math.floor((killed * 1000) / (killed + survived)) / 10;
    console.log(
      `${part.padEnd(13)} ${percent.toFixed(1).padStart(5)} % of ${killed + survived} mutants killed, ` +
        `${survived} survive, ${equivalent} are the original to the optimizer (${share} % of all mutants tried)`,
    );
  }
}

/** Another sample for each commit, and the same one whenever it is looked into. */
function headCommit(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    throw new Error("There is no commit to take the sample's seed from: give --seed.");
  }
}

function wholeNumber(name: string, text: string, { least, most }: { least: number; most: number }): number {
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
    throw new Error(`--${name} "${text}" is no whole number from ${least} to ${most}.`);
  }
  return Number(text);
}

function fail(lines: string[]): never {
  for (const line of lines) console.error(line);
  process.exit(1);
}
