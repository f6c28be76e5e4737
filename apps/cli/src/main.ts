#!/usr/bin/env node
import { InputError } from "@concert/types";
import { deploy } from "./commands/deploy.ts";
import { indexer } from "./commands/indexer.ts";

/** Runs a command. Takes what follows its name; resolves to the exit code. */
type Command = (args: string[]) => Promise<number>;

const commands: Readonly<Record<string, Command>> = { deploy, indexer };

const help = `Usage: concert <command>

  deploy    deploy the contracts to every chain of a configuration, and configure them
  indexer   run a command of the indexer, such as "concert indexer start"

"concert <command> --help" describes a command.`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || ["help", "--help", "-h"].includes(name)) {
    console.log(help);
    return name === undefined ? 1 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new InputError(`"${name}" is no command: give one of ${Object.keys(commands).join(", ")}.`);
  }
  return command(args);
}

try {
  // Open websockets would keep the process alive.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof InputError ? error.message : error);
  process.exit(1);
}
