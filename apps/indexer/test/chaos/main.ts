import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "@concert/devnet";
import { InputError } from "@concert/types";
import { drawPlan } from "./drawPlan.ts";
import type { Plan } from "./Plan.ts";
import { casesDirectory, type KeptCase } from "./readCases.ts";
import type { Answer, Question } from "./worker.ts";

const usage = `usage: pnpm chaos [--runs N] [--seed S] [--processes P] [--show]
  --runs N        how many seeded runs; 300 by default
  --seed S        the first seed; 1 by default
  --processes P   how many runs at a time; 3 by default
  --show          a line for each run

A run that finds something is kept in apps/indexer/test/chaos/cases, and the exit code is 1 then.`;

/** Of the Postgres of all runs. */
const settings = {
  // A run asks Postgres thousands of things, one after the other: over a socket in the data's directory, half of what
  // TCP takes is saved.
  unix_socket_directories: ".",
  // Nothing is restored, and garbage goes with its database.
  ...{ wal_level: "minimal", max_wal_senders: "0", checkpoint_timeout: "1h", autovacuum: "off" },
};

/** Of what a run found, so much is shown. */
const mostLines = 60;

/** Runs many seeds, several at a time, and ends with exit code 1 if one of them found something. */
async function main(): Promise<number> {
  const values = parse();
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const [runs, first, processes] = [integer(values, "runs"), integer(values, "seed"), integer(values, "processes")];
  let last = first + runs - 1;

  const started = performance.now();
  await using server = await startPostgres({ settings });
  const { username, password, port } = new URL(server.url);
  const env = {
    ...process.env,
    ...{ PGHOST: join(server.directory, "data"), PGPORT: port, PGUSER: username, PGPASSWORD: password },
  };
  const totals = { cuts: 0, snapshots: 0, recomputed: 0, reorgs: 0, divergences: 0 };
  const failed: number[] = [];
  let next = first;
  let done = 0;
  // What was run before is not lost.
  process.once("SIGTERM", () => {
    last = Math.min(last, next - 1);
  });

  async function work(index: number): Promise<void> {
    const child = fork(join(import.meta.dirname, "worker.ts"), ["postgres:///postgres", `chaos_${index}`], {
      env,
      // Most of what a run needs is garbage a moment later.
      execArgv: [...process.execArgv, "--max-semi-space-size=128"],
    });
    try {
      while (next <= last) {
        const seed = next++;
        const plan = drawPlan(seed);
        const { wrong, lines, facts } = await ask(child, { plan });
        done++;
        for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += facts[name];
        if (values.show) console.log(`seed ${seed}: ${JSON.stringify(facts)}`);
        if (wrong.length > 0) {
          failed.push(seed);
          console.log(`seed ${seed} failed: ${wrong[0]} ${describePlan(plan)}`);
          for (const more of wrong.slice(1, mostLines)) console.log(`  ${more}`);
          await keep(seed, plan, wrong, lines);
        }
        if (done % 50 === 0) console.log(`${done} of ${runs} runs, ${failed.length} failed`);
      }
    } finally {
      // Unless it has ended by itself.
      if (child.connected) {
        child.disconnect();
        await once(child, "exit");
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(processes, runs) }, (_, index) => work(index)));

  const seconds = (performance.now() - started) / 1_000;
  const { cuts, snapshots, recomputed, reorgs, divergences } = totals;
  console.log(
    `${done} runs of seeds ${first} to ${last} in ${seconds.toFixed(0)} s: ${cuts} commits, ${reorgs} reorgs of them, ${snapshots} states looked at, ${recomputed} recomputed, ${divergences} divergences in the end; ${failed.length} failed`,
  );
  return failed.length === 0 ? 0 : 1;
}

function parse() {
  try {
    return parseArgs({
      options: {
        runs: { type: "string", default: "300" },
        seed: { type: "string", default: "1" },
        processes: { type: "string", default: "3" },
        show: { type: "boolean", default: false },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new InputError(`${(error as Error).message.split(/\.? ?\n|\. /)[0]}: see --help.`, { cause: error });
  }
}

function integer<Name extends string>(values: Record<Name, string>, name: Name): number {
  const value = values[name];
  const number = Number(value);
  if (/^[1-9]\d*$/.test(value) && Number.isSafeInteger(number)) return number;
  throw new InputError(`--${name} is ${JSON.stringify(value)}: give a positive integer.`);
}

async function ask(child: ChildProcess, question: Question): Promise<Answer> {
  const over = new AbortController();
  const answered = once(child, "message", over) as Promise<[Answer]>;
  const exited = once(child, "exit", over).then(([code]) => {
    throw new Error(`the process of a run ended with code ${code}`);
  });
  for (const event of [answered, exited]) event.catch(() => undefined);
  child.send(question);
  try {
    const [answer] = await Promise.race([answered, exited]);
    return answer;
  } finally {
    over.abort();
  }
}

/** What goes wrong in a plan, in short. */
function describePlan({ acts, faults, blows, workers }: Plan): string {
  const kinds = [...acts, ...faults, ...blows].map(({ kind }) => kind);
  return `(${workers === 1 ? "" : `${workers} workers, `}${kinds.join(", ")})`;
}

async function keep(seed: number, plan: Plan, wrong: readonly string[], lines: readonly string[]): Promise<void> {
  const kept: KeptCase = { found: wrong[0]!, plan };
  await mkdir(casesDirectory, { recursive: true });
  await writeFile(join(casesDirectory, `seed-${seed}.json`), `${JSON.stringify(kept, undefined, 2)}\n`);
  await mkdir(join(casesDirectory, "logs"), { recursive: true });
  await writeFile(join(casesDirectory, "logs", `seed-${seed}.log`), `${[...wrong, "", ...lines].join("\n")}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
