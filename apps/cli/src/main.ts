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
  deposit: async () => (await import("./commands/deposit.ts")).deposit,
  withdraw: async () => (await import("./commands/withdraw.ts")).withdraw,
  transfer: async () => (await import("./commands/transfer.ts")).transfer,
  mature: async () => (await import("./commands/mature.ts")).mature,
  balance: async () => (await import("./commands/balance.ts")).balance,
  open: async () => (await import("./commands/open.ts")).open,
  order: async () => (await import("./commands/order.ts")).order,
  redeem: async () => (await import("./commands/redeem.ts")).redeem,
  quote: async () => (await import("./commands/quote.ts")).quote,
  limit: async () => (await import("./commands/limit.ts")).limit,
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
  deposit   put tokens into the ledger on a chain, or into a vault
  withdraw  pay a ledger balance out on any chain
  transfer  give ledger balance to another account
  mature    turn a local balance into ledger balance
  balance   say what an account has on the ledger
  open      open a pooled order, which is filled out of the ledger
  order     say what has become of an order, or cancel a pooled one
  redeem    turn shares of a vault into ledger balance, or tokens on any chain
  quote     say what a withdrawal costs now, or what a deposit is credited
  limit     set a chain's rate limit to zero, as the guardian
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
