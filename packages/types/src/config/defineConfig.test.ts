import { expect, test } from "vitest";
import { InputError } from "../error/InputError.ts";
import type { Config } from "./Config.ts";
import { type ConfigInput, defineConfig } from "./defineConfig.ts";

const [a, b, c] = [
  "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
  "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
  "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
] as const;

const input = {
  name: "test-1",
  hub: 1,
  governance: { admin: a, guardian: c, delaySeconds: 86_400 },
  heartbeatSpacing: 60,
  chains: [
    { id: 1, name: "one", rpcUrls: ["wss://one.example/key"], finality: "safe", startBlock: 7, tokens: { USDC: c } },
    {
      id: 10,
      name: "ten",
      rpcUrls: ["http://127.0.0.1:8545"],
      finality: { depth: 12 },
      receiptsRoot: true,
      logsBloom: true,
      everyHeader: true,
      compareProviders: false,
      requestsPerSecond: 0.5,
      wrappedNative: b,
      feePolicy: { minimum: 100, maximum: 100, rate: "0.0004" },
      paymentDelay: { reportSeconds: 0, payoutSeconds: 604_800 },
      gateway: "proof",
    },
    { id: 100, name: "hundred", rpcUrls: ["https://hundred.example"] },
  ],
  attesters: { threshold: 2, addresses: [c, a, b] },
} as const satisfies ConfigInput;

const paymentDelay = { reportSeconds: 1_800, payoutSeconds: 1_800 };

test("defaults are filled in, attesters are sorted, addresses get their checksum", () => {
  const config = defineConfig({
    ...input,
    governance: { ...input.governance, admin: b.toLowerCase() as typeof b },
  });
  expect(config).toEqual({
    ...input,
    deployer: b,
    governance: { ...input.governance, admin: b },
    chains: [
      { ...input.chains[0], paymentDelay },
      { ...input.chains[1], tokens: {} },
      { ...input.chains[2], finality: "finalized", tokens: {}, paymentDelay },
    ],
    attesters: { threshold: 2, addresses: [a, b, c] },
  } satisfies Config);
});

const token = { chain: 1, decimals: 6, limit: { capacity: 1_000, windowSeconds: 3_600 } } as const;
const usdc = { id: 1, symbol: "USDC", tokens: [token] } as const;

test("an asset's tokens are addresses, or known by symbol on their chain", () => {
  const far = { ...token, chain: 10, token: b, decimals: 18, payoutFee: 0.05, curve: { target: 0.5, slope: 2_000 } };
  const config = defineConfig({ ...input, assets: [{ ...usdc, vaultMargin: 200, tokens: [token, far] }] });
  expect(config.assets).toEqual([
    {
      ...{ id: 1, symbol: "USDC", vaultMargin: 200 },
      tokens: [
        { ...token, token: c, limit: { capacity: "1000", windowSeconds: 3_600 } },
        {
          ...far,
          limit: { capacity: "1000", windowSeconds: 3_600 },
          payoutFee: "0.05",
          curve: { target: "0.5", slope: 2_000 },
        },
      ],
    },
  ]);
  expect(defineConfig(config)).toEqual(config);
});

test.each([
  [[usdc, { ...usdc, tokens: [] }], "assets[1].id is 1, which assets[0] has already: give another."],
  [
    [{ ...usdc, tokens: [{ ...token, chain: 7 }] }],
    "assets[0].tokens[0].chain is 7, which is none of the chains: add that chain, or give one of 1, 10, 100.",
  ],
  [
    [{ ...usdc, tokens: [{ ...token, chain: 100 }] }],
    'assets[0].tokens[0].token is "USDC", which the tokens of chain 100 do not list: give its address.',
  ],
  [
    [usdc, { ...usdc, id: 2 }],
    "assets[1].tokens[0] is on chain 1, as assets[0].tokens[0] is: give each token, and chain, once.",
  ],
  [[{ ...usdc, vaultMargin: 10_001 }], "assets[0].vaultMargin is 10001: give parts per million of at most 10000."],
  [
    [{ ...usdc, tokens: [{ ...token, decimals: 37 }] }],
    "assets[0].tokens[0].decimals is 37: give decimals of at most 36.",
  ],
  [
    [{ ...usdc, tokens: [{ ...token, payoutFee: "0.0000005" }] }],
    'assets[0].tokens[0].payoutFee is "0.0000005": give a fee of at most 6 decimals.',
  ],
  [
    [{ ...usdc, tokens: [{ ...token, payoutFee: 1.5 }] }],
    'assets[0].tokens[0].payoutFee is "1.5": give a thousandth of the capacity at most.',
  ],
  [
    [{ ...usdc, tokens: [{ ...token, payoutFee: -1 }] }],
    'assets[0].tokens[0].payoutFee is -1: give a decimal number of tokens, such as "1000", of at most 18 decimals.',
  ],
])("assets %j are refused", (assets, message) => {
  expect(() => defineConfig({ ...input, assets } as ConfigInput)).toThrow(new InputError(message));
});

test("a configuration in normal form stays as it is", () => {
  const config = defineConfig(input);
  expect(defineConfig(config)).toEqual(config);
});

test("a deployer need not be the admin", () => {
  expect(defineConfig({ ...input, deployer: c })).toMatchObject({ deployer: c, governance: { admin: a } });
});

test.for<[rate: number | string | undefined, normal: string]>([
  [undefined, "1"],
  [25, "25"],
  [0.5, "0.5"],
  ["3000.000000000000000001", "3000.000000000000000001"],
])("a rate of %s is %s", ([rate, normal]) => {
  const chains = [
    { ...input.chains[0], feePolicy: { minimum: 0, maximum: 9, ...(rate === undefined ? {} : { rate }) } },
  ];
  expect(defineConfig({ ...input, chains }).chains[0]!.feePolicy).toEqual({ minimum: 0, maximum: 9, rate: normal });
});

test("a chain without attested messages needs no second attester", () => {
  expect(defineConfig({ ...input, attesters: { threshold: 1, addresses: [a] } }).attesters.threshold).toBe(1);
});

const [one, ten] = input.chains;

test.for<[name: string, change: object, message: string]>([
  ["hub", { hub: 5 }, "hub is 5, which is none of the chains: add that chain, or give one of 1, 10, 100."],
  ["hub", { hub: undefined }, "hub is missing: give a chain id, an integer."],
  ["name", { name: "Test 1" }, 'name is "Test 1": use lower-case letters, digits and dashes only.'],
  [
    "admin",
    { governance: { ...input.governance, admin: "0x12" } },
    'governance.admin is "0x12": give an address: 0x and 40 hex digits, in lower case or with a correct checksum, not zero.',
  ],
  [
    "admin",
    { governance: { ...input.governance, admin: a.replace("A", "a") } },
    'governance.admin is "0x15d34aAf54267DB7D7c367839AAf71A00a2C6A65": give an address: 0x and 40 hex digits, in lower case or with a correct checksum, not zero.',
  ],
  ["governance", { governance: undefined }, "governance is missing: give { admin, guardian, delaySeconds }."],
  ["admin", { admin: a }, "admin is no setting: correct its name, or take it out."],
  [
    "delay",
    { governance: { ...input.governance, delaySeconds: 2_592_001 } },
    "governance.delaySeconds is 2592001: give seconds, an integer of at most 2592000.",
  ],
  [
    "rate",
    { chains: [one, { ...ten, feePolicy: { minimum: 0, maximum: 1, rate: 1e-7 } }] },
    'chains[1].feePolicy.rate is 1e-7: give a decimal number, such as "0.0004", of at most 18 decimals.',
  ],
  [
    "rate",
    { chains: [one, { ...ten, feePolicy: { minimum: 0, maximum: 1, rate: "-1" } }] },
    'chains[1].feePolicy.rate is "-1": give a decimal number, such as "0.0004", of at most 18 decimals.',
  ],
  [
    "fee policy",
    { chains: [one, { ...ten, feePolicy: { minimum: 2, maximum: 1 } }] },
    "chains[1].feePolicy.minimum is 2, above the maximum of 1: give at most that.",
  ],
  [
    "payment's delay",
    { chains: [one, { ...ten, paymentDelay: { reportSeconds: 30 } }] },
    "chains[1].paymentDelay.payoutSeconds is missing: give seconds, an integer.",
  ],
  [
    "payment's delay",
    { chains: [{ ...one, paymentDelay: { reportSeconds: 30, payoutSeconds: 604_801 } }] },
    "chains[0].paymentDelay.payoutSeconds is 604801: give seconds, an integer of at most 604800.",
  ],
  [
    "payment's delay",
    { chains: [{ ...one, paymentDelay: 30 }] },
    "chains[0].paymentDelay is 30: give { reportSeconds, payoutSeconds }.",
  ],
  [
    "gateway",
    { chains: [one, { ...ten, gateway: "hyperlane" }] },
    'chains[1].gateway is "hyperlane": give "attested", "quorum" or "proof".',
  ],
  [
    "gateway",
    { chains: [ten, { ...one, gateway: "attested" }] },
    'chains[1].gateway is "attested", but chain 1 has the hub, which needs none to its own chain\'s spoke: take it out.',
  ],
  ["heartbeatSpacing", { heartbeatSpacing: 1.5 }, "heartbeatSpacing is 1.5: give seconds, an integer."],
  ["heartbeatSpacing", { heartbeatSpacing: -1 }, "heartbeatSpacing is -1: give seconds, an integer of at least 0."],
  ["chains", { chains: [] }, "chains is []: give at least one chain."],
  ["chains", { chains: 5 }, "chains is 5: give a list of chains."],
  [
    "id",
    { chains: [one, { ...ten, id: 1 }] },
    "chains[1].id is 1, which chains[0] has already: give each chain its own.",
  ],
  ["id", { chains: [one, { ...ten, id: "10" }] }, 'chains[1].id is "10": give a chain id, an integer.'],
  [
    "chain's name",
    { chains: [one, { ...ten, name: "one" }] },
    'chains[1].name is "one", which chains[0] has already: give each chain its own.',
  ],
  [
    "rpcUrls",
    { chains: [one, { ...ten, rpcUrls: ["https://ten.example", "ten.example"] }] },
    'chains[1].rpcUrls[1] is "ten.example": give a URL that starts with http://, https://, ws:// or wss://.',
  ],
  [
    "rpcUrls",
    { chains: [{ ...one, rpcUrls: ["ftp://one.example"] }] },
    'chains[0].rpcUrls[0] is "ftp://one.example": give a URL that starts with http://, https://, ws:// or wss://.',
  ],
  ["rpcUrls", { chains: [{ ...one, rpcUrls: [] }] }, "chains[0].rpcUrls is []: give at least one RPC URL."],
  [
    "finality",
    { chains: [{ ...one, finality: "final" }] },
    'chains[0].finality is "final": give "finalized", "safe" or { depth: <number of blocks> }.',
  ],
  [
    "finality",
    { chains: [{ ...one, finality: { depth: -1 } }] },
    "chains[0].finality.depth is -1: give a number of blocks, an integer of at least 0.",
  ],
  [
    "startBlock",
    { chains: [{ ...one, startBlock: -1 }] },
    "chains[0].startBlock is -1: give a block number, an integer of at least 0.",
  ],
  [
    "receiptsRoot",
    { chains: [{ ...one, receiptsRoot: "yes" }] },
    'chains[0].receiptsRoot is "yes": give true or false.',
  ],
  [
    "requestsPerSecond",
    { chains: [{ ...one, requestsPerSecond: 0 }] },
    "chains[0].requestsPerSecond is 0: give a number of requests above 0.",
  ],
  [
    "token",
    { chains: [{ ...one, tokens: { USDC: "0x" } }] },
    'chains[0].tokens.USDC is "0x": give an address: 0x and 40 hex digits, in lower case or with a correct checksum, not zero.',
  ],
  [
    "misspelt setting",
    { chains: [{ ...one, rpcUrl: "https://one.example" }] },
    "chains[0].rpcUrl is no setting: correct its name, or take it out.",
  ],
  ["misspelt setting", { hubs: 1 }, "hubs is no setting: correct its name, or take it out."],
  [
    "threshold",
    { attesters: { threshold: 3, addresses: [a, b] } },
    "attesters.threshold is 3, but there are 2 addresses: give at most that many.",
  ],
  [
    "threshold",
    { attesters: { threshold: 0, addresses: [a] } },
    "attesters.threshold is 0: give a number of attesters, an integer of at least 1.",
  ],
  [
    "attester",
    { attesters: { threshold: 1, addresses: [a, b, a.toLowerCase()] } },
    `attesters.addresses[2] is ${a}, which is listed before: list each attester once.`,
  ],
  ["attesters", { attesters: undefined }, "attesters is missing: give { threshold, addresses }."],
])("a wrong %s is named", ([, change, message]) => {
  const wrong = { ...input, ...change } as ConfigInput;
  expect(() => defineConfig(wrong)).toThrow(new InputError(message));
});

test("what is no object is none", () => {
  expect(() => defineConfig(JSON.parse("5"))).toThrow(new InputError("the configuration is 5: give an object."));
});
