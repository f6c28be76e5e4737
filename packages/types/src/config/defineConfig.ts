import { type Address, getAddress, isAddress, parseUnits, zeroAddress } from "viem";
import { z } from "zod";
import { InputError } from "../error/InputError.ts";
import type { AssetConfig, AssetTokenConfig, ChainConfig, Config, FeePolicyConfig } from "./Config.ts";
import { describeIssue } from "./describeIssue.ts";

/**
 * What is written down: `Config`, of which the `deployer` (governance's admin), a chain's `finality` ("finalized"),
 * `tokens` (none) and `paymentDelay` (half an hour each), and a fee policy's `rate` (1) may be left out. An asset's token
 * may be given as the symbol that its chain's `tokens` know it by, and is by default that of the asset.
 */
export type ConfigInput = Omit<Config, "chains" | "deployer" | "assets"> & {
  deployer?: Address | undefined;
  chains: readonly ChainInput[];
  assets?: readonly AssetInput[] | undefined;
};

type AssetInput = Omit<AssetConfig, "tokens"> & { tokens: readonly AssetTokenInput[] };

type AssetTokenInput = Omit<AssetTokenConfig, "token" | "limit" | "payoutFee" | "curve"> & {
  token?: string | undefined;
  limit: { capacity: number | string; windowSeconds: number };
  payoutFee?: number | string | undefined;
  curve?: { target: number | string; slope: number } | undefined;
};

type ChainInput = Omit<ChainConfig, "finality" | "tokens" | "feePolicy" | "paymentDelay"> &
  Partial<Pick<ChainConfig, "finality" | "tokens" | "paymentDelay">> & {
    feePolicy?: (Omit<FeePolicyConfig, "rate"> & { rate?: number | string }) | undefined;
  };

const address = z
  .custom<Address>((value) => typeof value === "string" && isAddress(value) && value !== zeroAddress, {
    error: "give an address: 0x and 40 hex digits, in lower case or with a correct checksum, not zero",
  })
  .transform((value) => getAddress(value));

/** 30 days, so that a slip of the finger locks nobody out for years. */
const largestDelaySeconds = 30 * 24 * 60 * 60;

/** An order lives no longer, so that no payment takes as long. */
const largestPaymentSeconds = 7 * 24 * 60 * 60;

/** Ethereum's blocks are final after 13 to 19 minutes, a rollup's some minutes later; what carries heads needs the rest. */
const usualPaymentSeconds = 30 * 60;

const integer = (least: number, unit: string) =>
  z.int({ error: `give ${unit}` }).min(least, { error: `give ${unit} of at least ${least}` });

const truth = z.boolean({ error: "give true or false" });

const decimal = /^\d+(\.\d{1,18})?$/;

/** Of whole tokens. */
const wholeAmount = z
  .custom<number | string>((value) => ["number", "string"].includes(typeof value) && decimal.test(String(value)), {
    error: 'give a decimal number of tokens, such as "1000", of at most 18 decimals',
  })
  .transform(String);

const assetToken = z
  .strictObject(
    {
      chain: integer(1, "a chain id, an integer"),
      token: z.string({ error: "give a symbol or an address" }).optional(),
      decimals: integer(0, "decimals, an integer").max(36, { error: "give decimals of at most 36" }),
      limit: z.strictObject(
        {
          capacity: wholeAmount,
          windowSeconds: integer(1, "seconds, an integer").max(2 ** 24 - 1, {
            error: `give seconds of at most ${2 ** 24 - 1}`,
          }),
        },
        { error: "give { capacity, windowSeconds }" },
      ),
      payoutFee: wholeAmount.optional(),
      curve: z
        .strictObject(
          {
            target: wholeAmount,
            slope: integer(0, "parts per million, an integer").max(25_000, {
              error: "give parts per million of at most 25000",
            }),
          },
          { error: "give { target, slope }" },
        )
        .optional(),
    },
    { error: "give { chain, decimals, limit }" },
  )
  .superRefine(({ decimals, limit: { capacity }, payoutFee = "0" }, context) => {
    const issue = (message: string) => {
      context.addIssue({ code: "custom", path: ["payoutFee"], input: payoutFee, message });
    };
    const fraction = /\.(\d*?)0*$/.exec(payoutFee)?.[1] ?? "";
    if (fraction.length > decimals) issue(`give a fee of at most ${decimals} decimals`);
    if (parseUnits(payoutFee, 18) * 1_000n > parseUnits(capacity, 18)) {
      issue("give a thousandth of the capacity at most");
    }
  });

const asset = z.strictObject(
  {
    id: integer(1, "the asset's number, an integer").max(2 ** 32 - 1, { error: "give a smaller number" }),
    symbol: z.string({ error: "give a symbol" }).min(1, { error: "give a symbol" }),
    tokens: z.array(assetToken, { error: "give a list of tokens" }),
    vaultMargin: integer(0, "parts per million, an integer")
      .max(10_000, { error: "give parts per million of at most 10000" })
      .optional(),
  },
  { error: "give { id, symbol, tokens }" },
);

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

const paymentSeconds = integer(0, "seconds, an integer").max(largestPaymentSeconds, {
  error: `give seconds, an integer of at most ${largestPaymentSeconds}`,
});

const paymentDelay = z.strictObject(
  { reportSeconds: paymentSeconds, payoutSeconds: paymentSeconds },
  { error: "give { reportSeconds, payoutSeconds }" },
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
  paymentDelay: paymentDelay.default({ reportSeconds: usualPaymentSeconds, payoutSeconds: usualPaymentSeconds }),
  gateway: z.enum(["attested", "quorum", "proof"], { error: 'give "attested", "quorum" or "proof"' }).optional(),
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
    assets: z.array(asset, { error: "give a list of assets" }).optional(),
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

  const hubIndex = ids.indexOf(config.hub);
  const { gateway } = config.chains[hubIndex]!;
  if (gateway !== undefined) {
    throw new InputError(
      `chains[${hubIndex}].gateway is "${gateway}", but chain ${config.hub} has the hub, which needs none to its own chain's spoke: take it out.`,
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
  return { ...config, deployer, assets: readAssets(config), attesters: { threshold, addresses: ascending } };
}

type ParsedConfig = z.infer<typeof schema>;

function readAssets({ assets, chains }: ParsedConfig): readonly AssetConfig[] | undefined {
  const known = new Map<string, string>();
  return assets?.map((asset, index) => {
    const first = assets.findIndex(({ id }) => id === asset.id);
    if (first !== index) {
      throw new InputError(`assets[${index}].id is ${asset.id}, which assets[${first}] has already: give another.`);
    }
    const tokens = asset.tokens.map((each, position) => {
      const where = `assets[${index}].tokens[${position}]`;
      const chain = chains.find(({ id }) => id === each.chain);
      if (chain === undefined) {
        throw new InputError(
          `${where}.chain is ${each.chain}, which is none of the chains: add that chain, or give one of ${chains.map(({ id }) => id).join(", ")}.`,
        );
      }
      const given = each.token ?? asset.symbol;
      const token = chain.tokens[given] ?? given;
      if (!isAddress(token)) {
        throw new InputError(
          `${where}.token is ${JSON.stringify(given)}, which the tokens of chain ${chain.id} do not list: give its address.`,
        );
      }
      for (const key of [
        `the one of ${where.split(".")[0]} on chain ${chain.id}`,
        `${chain.id}/${getAddress(token)}`,
      ]) {
        const before = known.get(key);
        if (before !== undefined) {
          throw new InputError(`${where} is on chain ${chain.id}, as ${before} is: give each token, and chain, once.`);
        }
        known.set(key, where);
      }
      return { ...each, token: getAddress(token) };
    });
    return { ...asset, tokens };
  });
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
