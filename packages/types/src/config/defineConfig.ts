import { type Address, getAddress, isAddress, zeroAddress } from "viem";
import { z } from "zod";
import { InputError } from "../error/InputError.ts";
import type { ChainConfig, Config, FeePolicyConfig } from "./Config.ts";
import { describeIssue } from "./describeIssue.ts";

/**
 * What is written down: `Config`, of which the `deployer` (governance's admin), a chain's `finality` ("finalized") and
 * `tokens` (none), and a fee policy's `rate` (1) may be left out.
 */
export type ConfigInput = Omit<Config, "chains" | "deployer"> & {
  deployer?: Address | undefined;
  chains: readonly ChainInput[];
};

type ChainInput = Omit<ChainConfig, "finality" | "tokens" | "feePolicy"> &
  Partial<Pick<ChainConfig, "finality" | "tokens">> & {
    feePolicy?: (Omit<FeePolicyConfig, "rate"> & { rate?: number | string }) | undefined;
  };

const address = z
  .custom<Address>((value) => typeof value === "string" && isAddress(value) && value !== zeroAddress, {
    error: "give an address: 0x and 40 hex digits, in lower case or with a correct checksum, not zero",
  })
  .transform((value) => getAddress(value));

/** 30 days, so that a slip of the finger locks nobody out for years. */
const largestDelaySeconds = 30 * 24 * 60 * 60;

const integer = (least: number, unit: string) =>
  z.int({ error: `give ${unit}` }).min(least, { error: `give ${unit} of at least ${least}` });

const truth = z.boolean({ error: "give true or false" });

const decimal = /^\d+(\.\d{1,18})?$/;

const feePolicy = z.strictObject(
  {
    minimum: integer(0, "gwei, an integer"),
    maximum: integer(0, "gwei, an integer"),
    rate: z
      .custom<number | string>((value) => ["number", "string"].includes(typeof value) && decimal.test(String(value)), {
        error: 'give a decimal number, such as "0.0004", of at most 18 decimals',
      })
      .transform(String)
      .default("1"),
  },
  { error: "give { minimum, maximum, rate }" },
);

const chain = z.strictObject({
  id: integer(1, "a chain id, an integer"),
  name: z.string({ error: "give a name" }).min(1, { error: "give a name" }),
  rpcUrls: z
    .array(
      z.url({ protocol: /^(https?|wss?)$/, error: "give a URL that starts with http://, https://, ws:// or wss://" }),
      { error: "give a list of RPC URLs" },
    )
    .min(1, { error: "give at least one RPC URL" }),
  finality: z
    .union(
      [
        z.literal("finalized"),
        z.literal("safe"),
        z.strictObject({ depth: integer(0, "a number of blocks, an integer") }),
      ],
      { error: 'give "finalized", "safe" or { depth: <number of blocks> }' },
    )
    .default("finalized"),
  startBlock: integer(0, "a block number, an integer").optional(),
  receiptsRoot: truth.optional(),
  logsBloom: truth.optional(),
  everyHeader: truth.optional(),
  compareProviders: truth.optional(),
  requestsPerSecond: z
    .number({ error: "give a number of requests" })
    .positive({ error: "give a number of requests above 0" })
    .optional(),
  tokens: z.record(z.string(), address, { error: "give an object of addresses by symbol" }).default({}),
  wrappedNative: address.optional(),
  feePolicy: feePolicy.optional(),
});

const schema = z.strictObject(
  {
    name: z
      .string({ error: "give a name" })
      .regex(/^[a-z0-9][a-z0-9-]*$/, { error: "use lower-case letters, digits and dashes only" }),
    hub: integer(1, "a chain id, an integer"),
    deployer: address.optional(),
    governance: z.strictObject(
      {
        admin: address,
        guardian: address,
        delaySeconds: integer(0, "seconds, an integer").max(largestDelaySeconds, {
          error: `give seconds, an integer of at most ${largestDelaySeconds}`,
        }),
      },
      { error: "give { admin, guardian, delaySeconds }" },
    ),
    heartbeatSpacing: integer(0, "seconds, an integer"),
    chains: z.array(chain, { error: "give a list of chains" }).min(1, { error: "give at least one chain" }),
    attesters: z.strictObject(
      {
        threshold: integer(1, "a number of attesters, an integer"),
        addresses: z.array(address, { error: "give a list of addresses" }),
      },
      { error: "give { threshold, addresses }" },
    ),
    indexer: z
      .strictObject(
        {
          unprovenAfterSeconds: integer(0, "seconds, an integer").optional(),
          cutRetentionDays: integer(1, "days, an integer").optional(),
        },
        { error: "give { unprovenAfterSeconds, cutRetentionDays }" },
      )
      .optional(),
  },
  { error: "give an object" },
);

/**
 * Checks a configuration and brings it into its normal form: defaults filled in, addresses with their checksum,
 * attesters by ascending address.
 *
 * @throws {InputError} Naming the first value that is wrong, and what to do.
 */
export function defineConfig(input: ConfigInput): Config {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (!parsed.success) throw new InputError(describeIssue(parsed.error.issues[0]!));
  const config = parsed.data;

  rejectRepeated(config.chains, "id");
  rejectRepeated(config.chains, "name");
  const ids = config.chains.map(({ id }) => id);
  if (!ids.includes(config.hub)) {
    throw new InputError(
      `hub is ${config.hub}, which is none of the chains: add that chain, or give one of ${ids.join(", ")}.`,
    );
  }

  for (const [index, { feePolicy }] of config.chains.entries()) {
    if (feePolicy === undefined || feePolicy.minimum <= feePolicy.maximum) continue;
    throw new InputError(
      `chains[${index}].feePolicy.minimum is ${feePolicy.minimum}, above the maximum of ${feePolicy.maximum}: give at most that.`,
    );
  }

  const { threshold, addresses } = config.attesters;
  for (const [index, attester] of addresses.entries()) {
    if (addresses.indexOf(attester) !== index) {
      throw new InputError(
        `attesters.addresses[${index}] is ${attester}, which is listed before: list each attester once.`,
      );
    }
  }
  if (threshold > addresses.length) {
    throw new InputError(
      `attesters.threshold is ${threshold}, but there are ${addresses.length} addresses: give at most that many.`,
    );
  }
  if (addresses.length > 255) {
    throw new InputError(`attesters.addresses has ${addresses.length} addresses: give at most 255.`);
  }
  const ascending = addresses.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const deployer = config.deployer ?? config.governance.admin;
  return { ...config, deployer, attesters: { threshold, addresses: ascending } };
}

function rejectRepeated<Key extends string>(chains: readonly Record<Key, unknown>[], key: Key): void {
  for (const [index, candidate] of chains.entries()) {
    const first = chains.findIndex((other) => other[key] === candidate[key]);
    if (first !== index) {
      const value = JSON.stringify(candidate[key]);
      throw new InputError(
        `chains[${index}].${key} is ${value}, which chains[${first}] has already: give each chain its own.`,
      );
    }
  }
}
