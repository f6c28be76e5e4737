import { parseArgs } from "node:util";
import { InputError } from "@concert/types";
import { backfill } from "./backfill.ts";
import { growth } from "./growth.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { report } from "./report.ts";

const usage = `usage: bench backfill [--events NUMBER] | latency [--seconds NUMBER] | growth [--events NUMBER] | memory [--events NUMBER] | report
  backfill   cold to ready: 3 chains of so many events each (100,000 by default), beside the floor
  latency    from when a provider can serve a block to its commit, for so many seconds (60 by default) each
  growth     the same backfill, and single blocks, into empty tables and into tables of so many events (10,000,000)
  memory     the most memory, with few and with many events per block; 3 chains of so many events each (100,000)
  report     writes what was measured last into README

It prints tables and writes packages/bench/results/NAME.json. Postgres is the one at DATABASE_URL, or its own.`;

async function main(): Promise<void> {
  const { positionals, values } = parse();
  const [name] = positionals;
  if (values.help === true) return console.log(usage);
  switch (name) {
    case "backfill":
      return await backfill(integer(values.events ?? "100000", "--events"));
    case "growth":
      return await growth(integer(values.events ?? "10000000", "--events"));
    case "memory":
      return await memory(integer(values.events ?? "100000", "--events"));
    case "report":
      return await report();
    case "latency":
      return await latency(integer(values.seconds ?? "60", "--seconds"));
    default:
      throw new InputError(`${name ?? "nothing"} is no bench: see --help.`);
  }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { events: { type: "string" }, seconds: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new InputError(`${(error as Error).message.split(/\.? ?\n|\. /)[0]}: see --help.`, { cause: error });
  }
}

function integer(value: string, option: string): number {
  const number = Number(value);
  if (/^[1-9]\d*$/.test(value) && Number.isSafeInteger(number)) return number;
  throw new InputError(`${option} is ${JSON.stringify(value)}: give a positive integer.`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
