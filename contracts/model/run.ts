/**
 * Explores the models of the protocol exhaustively, and sees each seeded bug caught: `node contracts/model/run.ts`.
 *
 * With names, only the searches that are compiled with one of them, and their traces:
 * `node contracts/model/run.ts BUG_WATERMARK_AT_DEADLINE`. Exits with 1 if anything is not as expected.
 */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { ensureSpin } from "./ensureSpin.ts";
import { type Exploration, explore } from "./explore.ts";
import { EVERY_RUN_ENDS, type Search, searches } from "./searches.ts";

/** The largest searches take 2 GB each. */
const MAX_PARALLEL = 4;

const names = process.argv.slice(2);
const chosen =
  names.length === 0 ? searches : searches.filter(({ defines }) => names.some((name) => defines.includes(name)));
const unknown = names.find((name) => !searches.some(({ defines }) => defines.includes(name)));
if (unknown !== undefined) {
  fail(`No search is called "${unknown}": the names are in contracts/model/searches.ts.`);
}
try {
  ensureSpin();
} catch (error) {
  fail((error as Error).message);
}

const start = performance.now();
const explorations = new Map<Search, Exploration>();
const failures: string[] = [];
const queue = [...chosen];

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    queue.length = 0;
    interruption.abort();
  });
}

print("search", "states", "depth", "seconds", "property", "verdict");
await Promise.all(Array.from({ length: Math.min(availableParallelism(), MAX_PARALLEL) }, work));
if (names.length === 0) failures.push(...stepsNeverTaken());

const seconds = ((performance.now() - start) / 1000).toFixed(0);
const states = [...explorations.values()].reduce((sum, exploration) => sum + exploration.states, 0);
const bugs = chosen.filter(({ violates }) => violates !== undefined).length;
console.log(`\n${chosen.length - bugs} searches, ${bugs} seeded bugs, ${format(states)} states, ${seconds} s`);
for (const failure of failures) console.log(`failed: ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);

async function work(): Promise<void> {
  for (let search = queue.shift(); search !== undefined; search = queue.shift()) {
    try {
      const exploration = await explore(search, interruption.signal);
      explorations.set(search, exploration);
      judge(search, exploration);
    } catch (error) {
      const { message, stdout } = error as Error & { stdout?: string };
      failures.push(`${nameOf(search)}: ${[message, stdout].filter(Boolean).join("\n").trim()}`);
    }
  }
}

function judge(search: Search, { states, depth, seconds, violated, incomplete, trace }: Exploration): void {
  const expected = search.violates;
  let verdict = expected === undefined ? "holds" : "caught";
  if (incomplete !== undefined) verdict = `INCOMPLETE: ${incomplete}`;
  else if (violated !== expected) verdict = violated === undefined ? "NOT CAUGHT" : `VIOLATED: ${violated}`;
  const isExpected = incomplete === undefined && violated === expected;

  const property = expected ?? (search.cycles ? EVERY_RUN_ENDS : "every assertion");
  print(nameOf(search), format(states), String(depth), seconds.toFixed(1), property, verdict);
  if (!isExpected) failures.push(`${nameOf(search)}: ${verdict}`);
  if (!isExpected || names.length !== 0) for (const line of trace) console.log(`    ${line}`);
}

/** A step that no search takes is one whose guard never holds: nothing would be known of it. */
function stepsNeverTaken(): string[] {
  return [...new Set(searches.map(({ model }) => model))].flatMap((model) => {
    const taken = new Set(
      [...explorations].flatMap(([search, { steps }]) =>
        search.model === model && search.violates === undefined ? steps : [],
      ),
    );
    const lines = readFileSync(join(import.meta.dirname, `${model}.pml`), "utf8").split("\n");
    return lines.flatMap((line, index) =>
      /\bd_step \{/.test(line) && !taken.has(index + 1) ? [`${model}.pml:${index + 1}: no run takes this step`] : [],
    );
  });
}

function nameOf({ model, defines, cycles }: Search): string {
  return [model, ...defines, ...(cycles ? ["(cycles)"] : [])].join(" ");
}

function print(
  search: string,
  states: string,
  depth: string,
  seconds: string,
  property: string,
  verdict: string,
): void {
  console.log(
    `${search.padEnd(50)} ${states.padStart(11)} ${depth.padStart(5)} ${seconds.padStart(7)}  ${property.padEnd(20)}  ${verdict}`,
  );
}

function format(count: number): string {
  return count.toLocaleString("en-US");
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
