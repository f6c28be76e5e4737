import { parseArgs } from "node:util";
import { InputError } from "@concert/types";
import { backfill } from "./backfill.ts";

const usage = `usage: bench backfill [--events NUMBER]
  backfill   cold to ready: 3 chains of so many events each (100,000 by default), beside the floor

It prints tables and writes packages/bench/results/NAME.json. Postgres is the one at DATABASE_URL, or its own.`;

async function main(): Promise<void> {
  const { positionals, values } = parse();
  const [name] = positionals;
  if (values.help === true) return console.log(usage);
  switch (name) {
    case "backfill":
      return await backfill(integer(values.events ?? "100000", "--events"));
    default:
      throw new InputError(`${name ?? "nothing"} is no bench: see --help.`);
  }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { events: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new InputError(`${(error as Error).message.split(". ")[0]}: see --help.`, { cause: error });
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
