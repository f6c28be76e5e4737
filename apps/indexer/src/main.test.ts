import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  findPort,
  makeRunDirectory,
  ProcessFailedError,
  type RunDirectory,
  type RunningChain,
  type RunningPostgres,
  runProcess,
  startChain,
  startPostgres,
} from "@concert/devnet";
import { type Deployment, formatDeployment } from "@concert/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const spoke = "0x00000000000000000000000000000000000000A1";
const deployment: Deployment = {
  name: "test",
  hubChain: 31337,
  accessManager: "0x00000000000000000000000000000000000000b1",
  attestedGateway: "0x00000000000000000000000000000000000000C1",
  loopbackGateway: "0x00000000000000000000000000000000000000D1",
  proofGateway: "0x00000000000000000000000000000000000000D2",
  attestedHeaderOracle: "0x00000000000000000000000000000000000000D3",
  quorumGateway: "0x00000000000000000000000000000000000000D4",
  hub: "0x00000000000000000000000000000000000000e1",
  ledger: "0x00000000000000000000000000000000000000f1",
  spoke,
  deputies: "0x00000000000000000000000000000000000000A2",
  resolver: "0x00000000000000000000000000000000000000A3",
  vaults: [],
  chains: [{ id: 31337, startBlock: 0 }],
};

let directory: RunDirectory;
let database: RunningPostgres;
let chain: RunningChain;

beforeAll(async () => {
  [directory, database, chain] = await Promise.all([
    makeRunDirectory("indexer-test"),
    startPostgres(),
    startChain({ chainId: 31337 }),
  ]);
});

afterAll(async () => {
  await chain?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  await directory?.[Symbol.asyncDispose]();
});

describe("is refused with one line:", () => {
  test("a provider that serves another chain", async () => {
    const config = await writeConfig({ hub: 31338, chains: [{ id: 31338, name: "other", rpcUrls: [chain.rpcUrl] }] });
    const files = [...config, ...(await writeDeployment({ hubChain: 31338, chains: [{ id: 31338, startBlock: 0 }] }))];
    expect(await refusal("start", ...files)).toBe(
      `${chain.rpcUrl} serves chain 31337, but the configuration gives it for chain 31338 (other): correct that chain's rpcUrls.`,
    );
  });

  test("a provider that serves another chain, beside one that serves the right one", async () => {
    await using other = await startChain({ chainId: 31338 });
    const config = await writeConfig({
      chains: [{ id: 31337, name: "one", rpcUrls: [chain.rpcUrl, other.webSocketUrl] }],
    });
    expect(await refusal("start", ...config, ...(await writeDeployment()))).toContain(
      `${other.webSocketUrl} serves chain 31338`,
    );
  });

  test("a chain that starts with another block than that of the deployment", async () => {
    const genesisHash = `0x${"12".repeat(32)}` as const;
    const files = await writeDeployment({ chains: [{ id: 31337, startBlock: 0, genesisHash }] });
    expect(await refusal("start", ...(await writeConfig()), ...files)).toMatch(
      /^http.* serves a chain 31337 \(one\) whose first block is 0x\w+, but the deployment was made on one that starts with 0x1212.*: correct rpcUrls, or deploy again\.$/,
    );
  });

  test("a wrong address", async () => {
    expect(await refusal("start", ...(await writeConfig()), ...(await writeDeployment()))).toMatch(
      /^there is no contract at 0x0{38}\w1 \(\w+\) on chain 31337 \(one\): give the deployment of these chains with --deployment, or deploy first\.$/,
    );
  });

  test("a chain that was not deployed to", async () => {
    const files = await writeDeployment({ chains: [] });
    expect(await refusal("start", ...(await writeConfig()), ...files)).toBe(
      'chain 31337 (one) is in the configuration but not in the deployment: run "concert deploy".',
    );
  });

  test("the deployment of another configuration", async () => {
    const files = await writeDeployment({ name: "other" });
    expect(await refusal("start", ...(await writeConfig()), ...files)).toBe(
      "the deployment is other with its hub on chain 31337, but the configuration is test with its hub on chain 31337: give the deployment of this configuration.",
    );
  });

  test("a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const files = [...(await writeConfig()), ...(await writeDeployment())];
    expect(await refusal("start", ...files, "--port", `${port}`)).toBe(
      `port ${port} is taken: end what listens there, or give another with --port.`,
    );
    server.close();
  });

  test("a Postgres that is not there", async () => {
    const files = [...(await writeConfig()), ...(await writeDeployment())];
    const port = await findPort();
    databaseUrl = `postgres://postgres:secret@127.0.0.1:${port}/postgres`;
    expect(await refusal("start", ...files)).toBe(
      `Postgres at 127.0.0.1:${port}: no connection (connect ECONNREFUSED 127.0.0.1:${port}): start Postgres there, or correct DATABASE_URL.`,
    );
  });

  test("a wrong password, and a database that is not there", async () => {
    const { host } = new URL(database.url);
    databaseUrl = `postgres://postgres:secret@${host}/postgres`;
    expect(await refusal("check")).toBe(
      `Postgres at ${host}: password authentication failed for user "postgres": correct the user and password in DATABASE_URL.`,
    );
    databaseUrl = database.url.replace(/postgres$/, "nowhere");
    expect(await refusal("check")).toBe(
      `Postgres at ${host}: database "nowhere" does not exist: create it, or correct DATABASE_URL.`,
    );
  });

  test.each([
    [[], "a command is missing: give one of start, check, rebuild, rewind, "],
    [["stop"], "stop is no command: give one of start, check, rebuild, rewind, "],
    [["start"], "--config is missing: give the path of a file."],
    [["start", "--prot", "1"], "Unknown option '--prot': see \"indexer --help\"."],
    [["start", "now"], 'now is no argument of start: see "indexer --help".'],
    [["start", "--config", "none.ts", "--deployment", "none.json"], "none.ts: there is no such file"],
    [
      ["start", "--config", "c", "--deployment", "d", "--port", "80000"],
      '--port is "80000": give a number up to 65535.',
    ],
    [["check", "--schema", "Über"], '--schema is "Über": give at most 50 lower-case letters'],
    [["check", "--port", "1"], "Unknown option '--port': see \"indexer --help\"."],
    [["rebuild", "--schema", "empty"], "--schema is empty: there is no index in it, give another."],
    [["rewind", "--chain", "1"], "--to is missing: give the number of the last block that may stay."],
    [["rewind", "--chain", "one", "--to", "1"], '--chain is "one": give a whole number.'],
    [["check", "--schema", "empty"], "--schema is empty: there is no index in it, give another."],
  ])("the arguments %j", async (parameters, line) => {
    databaseUrl = database.url;
    expect(await refusal(...parameters)).toContain(line);
  });

  test.each([
    [undefined, "DATABASE_URL is not set: set it to postgres://user:password@host:port/database."],
    ["mysql://root@localhost/x", "DATABASE_URL is no Postgres URL: give postgres://user:password@host:port/database."],
  ])("a DATABASE_URL of %s", async (url, line) => {
    databaseUrl = url;
    expect(await refusal("check")).toBe(line);
  });
});

let databaseUrl: string | undefined;

/** The one line that a call ends with; its exit code must be 1. */
async function refusal(...parameters: string[]): Promise<string> {
  const url = databaseUrl ?? (parameters[0] === "start" ? database.url : undefined);
  databaseUrl = undefined;
  const port = parameters.includes("--port") || parameters[0] !== "start" ? [] : ["--port", "0"];
  const lines: string[] = [];
  const error = await runProcess({
    name: "indexer",
    command: process.execPath,
    arguments: [main, ...parameters, ...(parameters.includes("--config") ? port : [])],
    environment: { DATABASE_URL: url },
    onLine: (line) => lines.push(line),
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ProcessFailedError);
  expect((error as ProcessFailedError).fact).toContain("code 1");
  const printed = lines.filter((line) => !/^\S+ (info|warn) /.test(line));
  expect(printed).toHaveLength(1);
  return printed[0]!;
}

type Chains = { id: number; name: string; rpcUrls: string[] }[];

let files = 0;

async function writeConfig({ hub = 31337, chains }: { hub?: number; chains?: Chains } = {}): Promise<string[]> {
  const config = {
    name: "test",
    hub,
    governance: {
      admin: "0x0000000000000000000000000000000000000001",
      guardian: "0x0000000000000000000000000000000000000003",
      delaySeconds: 0,
    },
    heartbeatSpacing: 1,
    chains: chains ?? [{ id: 31337, name: "one", rpcUrls: [chain.rpcUrl] }],
    attesters: { threshold: 1, addresses: ["0x0000000000000000000000000000000000000002"] },
  };
  const file = join(directory.path, `config-${++files}.json`);
  await writeFile(file, JSON.stringify(config));
  return ["--config", file];
}

async function writeDeployment(changes: Partial<Deployment> = {}): Promise<string[]> {
  const file = join(directory.path, `deployment-${++files}.json`);
  await writeFile(file, formatDeployment({ ...deployment, ...changes }));
  return ["--deployment", file];
}
