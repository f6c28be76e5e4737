import { parseArgs } from "node:util";
import { InputError } from "@concert/types";
import type { Hex, LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { BatchingOptions } from "./work/createBatching.ts";

/** What whoever starts the relayer says. */
export type Options = {
  config: string;
  deployment: string | undefined;
  schema: string;
  databaseUrl: string;
  /** Pays for the transactions. */
  account: LocalAccount;
  /** By ascending address; empty if the relayer attests nothing. */
  attesters: readonly LocalAccount[];
  batching: BatchingOptions;
  /** How many entries' fees are worth collecting. */
  collectCount: number;
  /** Most gas that a call which is run for nothing may use. */
  callGas: bigint;
};

export const usage = `usage: node apps/relayer/src/main.ts [--config FILE] [--deployment FILE] [--schema NAME] [--batch-size N]
         [--batch-age SECONDS] [--collect-after N] [--call-gas N]

Carries the messages between hub and spokes, and asks the hub to decide.

  --config FILE      the deployment's configuration (default: concert.config.ts)
  --deployment FILE  what "concert deploy" recorded (default: deployments/<name of the configuration>.json)
  --schema NAME      the index's schema in Postgres (default: concert)
  --batch-size N     how many entries or orders are worth a transaction at once (default: 8)
  --batch-age SECONDS
                     how long fewer of them wait for others (default: 10)
  --collect-after N  how many entries' fees are worth collecting, and payouts' claiming (default: 50)
  --call-gas N       most gas of an order's call that is run, for which nobody pays (default: 500000; 0 for none)

Environment:
  DATABASE_URL           where the index is: postgres://user:password@host:port/database
  RELAYER_PRIVATE_KEY    pays for the transactions
  ATTESTER_PRIVATE_KEYS  comma-separated; without it, nothing is attested`;

/**
 * Reads the command line and the environment.
 *
 * @returns Undefined if only help was asked for.
 * @throws {InputError}
 */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | undefined {
  const { config, deployment, schema, help, ...numbers } = readArguments(args);
  if (help) return undefined;
  const whole = (name: keyof typeof numbers, least: number) => toWhole(numbers[name], name, least);
  const attesters = (env.ATTESTER_PRIVATE_KEYS ?? "")
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "")
    .map((key, index) => toAccount(key, `ATTESTER_PRIVATE_KEYS, key ${index + 1},`));
  const twice = attesters.find(
    ({ address }, index) => attesters.findIndex((other) => other.address === address) < index,
  );
  if (twice) throw new InputError(`ATTESTER_PRIVATE_KEYS holds the key of ${twice.address} twice: give each key once.`);
  return {
    config,
    deployment,
    schema,
    batching: { size: whole("batch-size", 1), age: 1_000 * whole("batch-age", 0) },
    collectCount: whole("collect-after", 1),
    callGas: BigInt(whole("call-gas", 0)),
    databaseUrl: required(env, "DATABASE_URL", "give the database of the index"),
    account: toAccount(
      required(env, "RELAYER_PRIVATE_KEY", "give the key that pays for the transactions"),
      "RELAYER_PRIVATE_KEY",
    ),
    attesters: attesters.toSorted((one, other) => (BigInt(one.address) < BigInt(other.address) ? -1 : 1)),
  };
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: "string", default: "concert.config.ts" },
        deployment: { type: "string" },
        schema: { type: "string", default: "concert" },
        "batch-size": { type: "string", default: "8" },
        "batch-age": { type: "string", default: "10" },
        "collect-after": { type: "string", default: "50" },
        "call-gas": { type: "string", default: "500000" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.(?: |$)/, 1);
    throw new InputError(`${sentence}: see --help.`, { cause: error });
  }
}

function required(env: NodeJS.ProcessEnv, name: string, act: string): string {
  const value = env[name];
  if (!value) throw new InputError(`${name} is not set: ${act}.`);
  return value;
}

function toWhole(value: string, name: string, least: number): number {
  if (/^\d{1,9}$/.test(value) && Number(value) >= least) return Number(value);
  throw new InputError(`--${name} is "${value}": give a whole number of at least ${least}.`);
}

/** The key itself is never told. */
function toAccount(key: string, name: string): LocalAccount {
  try {
    return privateKeyToAccount((key.startsWith("0x") ? key : `0x${key}`) as Hex);
  } catch {
    throw new InputError(`${name} is no private key: give 0x and 64 hex digits.`);
  }
}
