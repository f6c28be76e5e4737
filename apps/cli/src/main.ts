#!/usr/bin/env node

/** Runs a command. Takes what follows its name; resolves to the exit code. */
type Command = (args: string[]) => Promise<number>;

/** Loaded only to be run. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  deploy: async () => (await import("./commands/deploy.ts")).deploy,
  indexer: async () => (await import("./commands/indexer.ts")).indexer,
  pause: async () => (await import("./commands/pause.ts")).pause,
  unpause: async () => (await import("./commands/unpause.ts")).unpause,
  retire: async () => (await import("./commands/retire.ts")).retire,
  verify: () => indexerCommand("verify"),
  explain: () => indexerCommand("explain"),
};

/** The indexer's command of that name. */
async function indexerCommand(name: string): Promise<Command> {
  const { indexer } = await import("./commands/indexer.ts");
  return (args) => indexer([name, ...args]);
}

const help = `Usage: concert <command>

  deploy    deploy the contracts to every chain of a configuration, and configure them
  indexer   run a command of the indexer, such as "concert indexer start"
  pause     stop new opens, new fills or both, as the guardian
  unpause   let them go on, as governance's admin
  retire    give up a chain that has been silent for long, as governance's admin
  verify    compare the indexer's state with the chains
  explain   show every event, transaction, entry and hash behind an order

"concert <command> --help" describes a command.`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || ["help", "--help", "-h"].includes(name)) {
    console.log(help);
    return name === undefined ? 1 : 0;
  }
  if (!Object.hasOwn(commands, name)) {
    console.error(`"${name}" is no command: give one of ${Object.keys(commands).join(", ")}.`);
    return 1;
  }
  const command = await commands[name]!();
  return command(args);
}

try {
  // Open websockets would keep the process alive.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  const { InputError } = await import("@concert/types");
  console.error(error instanceof InputError ? error.message : error);
  process.exit(1);
}
