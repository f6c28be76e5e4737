import { parseArgs } from "node:util";
import { InputError } from "@concert/types";
import { type Command, type Given, given } from "./commands/Command.ts";
import { check } from "./commands/check.ts";
import { explain } from "./commands/explain.ts";
import { rebuild } from "./commands/rebuild.ts";
import { rewind } from "./commands/rewind.ts";
import { start } from "./commands/start.ts";
import { verify } from "./commands/verify.ts";
import { firstLine } from "./log.ts";
import { findOutage } from "./store/outlastOutages.ts";

const commands: Readonly<Record<string, Command>> = { start, check, rebuild, rewind, verify, explain };

const usage = `usage:
${Object.entries(commands)
  .map(([name, command]) => `  indexer ${name} ${command.usage}`)
  .join("\n")}

--schema is "concert" unless given. DATABASE_URL names the Postgres that holds the state, as
postgres://user:password@host:port/database. DATABASE_READER_PASSWORD, if set, becomes the password of the read-only
role concert_reader.`;

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === "--help" || name === "-h" || rest.includes("--help") || rest.includes("-h")) {
    console.log(usage);
    return 0;
  }
  const choice = `give one of ${Object.keys(commands).join(", ")}, or see "indexer --help".`;
  if (name === undefined || name.startsWith("-")) throw new InputError(`a command is missing: ${choice}`);
  if (!Object.hasOwn(commands, name)) throw new InputError(`${name} is no command: ${choice}`);
  const command = commands[name]!;
  return await command.run(read(name, command, rest));
}

function read(name: string, { options, flags = [], operands = [] }: Command, args: string[]): Given {
  const { values, positionals } = parse(args, [...options, "schema"], flags);
  const surplus = positionals[operands.length];
  if (surplus !== undefined) throw new InputError(`${surplus} is no argument of ${name}: see "indexer --help".`);
  const missing = operands[positionals.length];
  if (missing !== undefined) throw new InputError(`${missing} is missing: see "indexer --help".`);
  return given(values, new Map(operands.map((operand, index) => [operand, positionals[index]!])));
}

function parse(args: string[], options: readonly string[], flags: readonly string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...Object.fromEntries(options.map((option) => [option, { type: "string" as const }])),
        ...Object.fromEntries(flags.map((flag) => [flag, { type: "boolean" as const }])),
      },
    });
  } catch (error) {
    throw new InputError(`${(error as Error).message.split(". ")[0]}: see "indexer --help".`, { cause: error });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const outage = findOutage(error);
  if (error instanceof InputError) console.error(error.message);
  else if (outage !== undefined) console.error(`the database went away (${firstLine(outage)}): try it again.`);
  else throw error;
  process.exitCode = 1;
}
