import { parseArgs } from "node:util";
import { InputError } from "@concert/types";
import { check } from "./check.ts";
import { start } from "./start.ts";

const usage = `usage:
  indexer start --config FILE --deployment FILE [--schema NAME] [--port NUMBER]
      indexes every chain of the configuration and serves the state; ends on SIGINT or SIGTERM
  indexer check [--schema NAME]
      recomputes everything derived from the events and compares; exit code 1 if it differs

DATABASE_URL names the Postgres that holds the state, as postgres://user:password@host:port/database.
DATABASE_READER_PASSWORD, if set, becomes the password of the read-only role concert_reader.`;

const defaults = { schema: "concert", port: "4000" };

async function main(): Promise<number> {
  const { positionals, values } = parseArguments();
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const [command, ...rest] = positionals;
  if (rest.length !== 0) throw new InputError(`${rest[0]} is no argument of ${command}: see "indexer --help".`);
  const schema = values.schema ?? defaults.schema;
  switch (command) {
    case "start":
      await start({
        configFile: required(values.config, "--config"),
        deploymentFile: required(values.deployment, "--deployment"),
        schema,
        port: parsePort(values.port ?? defaults.port),
        databaseUrl: databaseUrl(),
        readerPassword: process.env.DATABASE_READER_PASSWORD,
      });
      return 0;
    case "check":
      return (await check({ schema, databaseUrl: databaseUrl() })) ? 0 : 1;
    case undefined:
      throw new InputError('a command is missing: give "start" or "check", or see "indexer --help".');
    default:
      throw new InputError(`${command} is no command: give "start" or "check", or see "indexer --help".`);
  }
}

function parseArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: "string" },
        deployment: { type: "string" },
        schema: { type: "string" },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new InputError(`${(error as Error).message.split(". ")[0]}: see "indexer --help".`, { cause: error });
  }
}

function required(value: string | undefined, option: string): string {
  if (value === undefined) throw new InputError(`${option} is missing: give the path of a file.`);
  return value;
}

function parsePort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new InputError(`--port is ${JSON.stringify(value)}: give a number up to 65535.`);
}

function databaseUrl(): string {
  const url = process.env.DATABASE_URL;
  if (url === undefined || url === "") {
    throw new InputError("DATABASE_URL is not set: set it to postgres://user:password@host:port/database.");
  }
  return url;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
