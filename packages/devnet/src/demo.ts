/**
 * The demo: `node packages/devnet/src/demo.ts [--exit]`.
 *
 * Exits with 0 if everything was as expected, 1 if not, and 128 + the signal's number when a signal ends it early.
 */
import { readdir } from "node:fs/promises";
import { constants } from "node:os";
import { parseArgs } from "node:util";
import { createNarrator, type Narrator } from "./demo/createNarrator.ts";
import { DatabaseUnavailableError } from "./demo/openDatabase.ts";
import { runDemo } from "./demo/runDemo.ts";
import { makeRunDirectory } from "./process/makeRunDirectory.ts";
import { ProcessFailedError, stopProcesses } from "./process/startProcess.ts";

const usage = `usage: pnpm demo [--exit]

Starts three local chains, Postgres, the contracts, the indexer and the relayer, and plays orders and liquidity on them.

  --exit  ends after its checks instead of serving until Ctrl-C
  --help  shows this

DATABASE_URL names a Postgres to use, postgres://user:password@host:port/database; without it, one is started.
DATABASE_READER_PASSWORD, there, becomes the password of the read-only role concert_reader.`;

class UsageError extends Error {}

class Interruption extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Ended by ${signal}.`);
    this.signal = signal;
  }
}

function readOptions(args: readonly string[]): { exit: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      // `pnpm demo -- --exit` hands the dashes on.
      args: args.filter((arg) => arg !== "--"),
      options: { exit: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    return values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.(?: |$)/, 1);
    throw new UsageError(`${sentence}: the demo takes --exit and --help.`);
  }
}

/** Rejects at the first signal, or once nobody is left to tell. A second signal ends this process at once. */
function untilInterrupted(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  let count = 0;
  const interrupt = (signal: NodeJS.Signals) => {
    reject(new Interruption(signal));
    if (++count > 1) process.exit(128 + constants.signals[signal]);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  process.stdout.on("error", () => reject(new Interruption("SIGPIPE")));
  // A package manager that is killed does not tell its script.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => {
      if (process.ppid !== parent) reject(new Interruption("SIGHUP"));
    }, 500).unref();
  }
  promise.catch(() => undefined);
  return promise;
}

async function main(): Promise<number> {
  const { exit, help } = readOptions(process.argv.slice(2));
  if (help) {
    console.log(usage);
    return 0;
  }
  await using logs = await makeRunDirectory("demo-logs");
  const stack = new AsyncDisposableStack();
  const narrator = createNarrator();
  const { DATABASE_URL, DATABASE_READER_PASSWORD } = process.env;
  const demo = runDemo({
    stack,
    narrator,
    // Set to nothing means the same as not set.
    databaseUrl: DATABASE_URL || undefined,
    readerPassword: DATABASE_READER_PASSWORD || undefined,
    logDirectory: logs.path,
  });
  const code = await conclude(demo, { narrator, interruption: untilInterrupted(), exit }).catch(tell);
  await stack.disposeAsync();
  await stopProcesses();
  const hasLogs = (await readdir(logs.path)).length > 0;
  if (code === 1 && hasLogs) {
    console.error(`What each part printed is in ${logs.path}.`);
    logs.keep();
  }
  return code;
}

async function conclude(
  demo: ReturnType<typeof runDemo>,
  { narrator, interruption, exit }: { narrator: Narrator; interruption: Promise<never>; exit: boolean },
): Promise<number> {
  const { failure } = await Promise.race([demo, interruption]);
  const code = narrator.isRight() ? 0 : 1;
  if (exit) return code;
  console.log("\nEverything keeps running until Ctrl-C.");
  return await Promise.race([failure, interruption]).catch((error: unknown) => {
    if (error instanceof Interruption) {
      console.log("\nStopping.");
      return code;
    }
    throw error;
  });
}

/** Says what went wrong. What a person can set right takes one line. */
function tell(error: unknown): number {
  if (error instanceof Interruption) {
    console.error(`\n${error.message}`);
    return 128 + constants.signals[error.signal];
  }
  if (error instanceof UsageError || error instanceof DatabaseUnavailableError) console.error(error.message);
  else if (error instanceof ProcessFailedError) console.error([`${error.fact}:`, ...error.lastLines].join("\n  "));
  else console.error(error);
  return 1;
}

process.exit(await main().catch(tell));
