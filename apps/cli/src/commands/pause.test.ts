import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountIndexes, devnetAccount, devnetPrivateKey, type RunningChain, startChain } from "@concert/devnet";
import { type Deployment, defineConfig, hubAbi, loadDeployment, spokeAbi } from "@concert/types";
import { createTestClient, http, publicActions } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runConcert } from "../../test/runConcert.ts";

const [adminIndex, guardianIndex] = [7, 8];
const admin = devnetAccount(adminIndex).address;
const guardian = devnetAccount(guardianIndex).address;
const adminKey = { ADMIN_PRIVATE_KEY: devnetPrivateKey(adminIndex) };
const guardianKey = { GUARDIAN_PRIVATE_KEY: devnetPrivateKey(guardianIndex) };

let stack: AsyncDisposableStack;
let chain: RunningChain;
let deployment: Deployment;
let configFile: string;
let files: string[];

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "concert-pause-"));
  stack.defer(() => rm(directory, { recursive: true }));
  chain = stack.use(await startChain({ chainId: 31337 }));
  configFile = join(directory, "config.json");
  const deploymentFile = join(directory, "deployment.json");
  files = ["--config", configFile, "--deployment", deploymentFile];
  const config = defineConfig({
    name: "pause",
    hub: 31337,
    deployer: devnetAccount(accountIndexes.deployer).address,
    governance: { admin, guardian, delaySeconds: 3_600 },
    heartbeatSpacing: 2,
    chains: [{ id: 31337, name: "chain", rpcUrls: [chain.rpcUrl] }],
    attesters: { threshold: 1, addresses: [admin] },
  });
  await writeFile(configFile, JSON.stringify(config));
  const key = { DEPLOYER_PRIVATE_KEY: devnetPrivateKey(accountIndexes.deployer) };
  expect((await runConcert(["deploy", ...files], key).ended).errors).toEqual([]);
  deployment = await loadDeployment(deploymentFile);
}, 60_000);

afterAll(() => stack.disposeAsync());

test("the guardian pauses at once; only governance lets go on, after its delay", async () => {
  expect(await run("pause", ["--fills"], guardianKey)).toEqual({
    ...{ code: 0, output: ["chain 31337: done: pause fills"], errors: [] },
  });
  expect(await pauses()).toEqual([false, true]);
  expect((await run("pause", [], guardianKey)).output).toEqual(["chain 31337: done: pause opens"]);
  expect(await pauses()).toEqual([true, true]);
  expect((await run("pause", ["--chain", "31337"], guardianKey)).output).toEqual(["chain 31337: nothing to do"]);

  expect((await run("unpause", [], { ADMIN_PRIVATE_KEY: guardianKey.GUARDIAN_PRIVATE_KEY })).errors).toEqual([
    `ADMIN_PRIVATE_KEY is the key of ${guardian}, which may not unpause opens and fills on chain 31337: give the key of ${admin}, the admin in ${configFile}.`,
  ]);
  const announced = await run("unpause", ["--opens"], adminKey);
  expect(announced.output[0]).toMatch(
    /^chain 31337: waits: unpause opens \(announced, possible from .+Z\): run the command again then$/,
  );
  expect((await run("unpause", ["--opens"], adminKey)).output).toEqual(announced.output);
  expect(await pauses()).toEqual([true, true]);
  await pass(3_600);
  expect((await run("unpause", ["--opens"], adminKey)).output).toEqual(["chain 31337: done: unpause opens"]);
  expect(await pauses()).toEqual([false, true]);
});

test("only a chain that was silent for long is retired", async () => {
  const retire = () => run("retire", ["--chain", "31337"], adminKey);
  expect((await retire()).output[0]).toMatch(/^chain 31337: waits: retire chain 31337/);
  await pass(3_600);
  expect((await retire()).errors[0]).toMatch(
    /^chain 31337: retire chain 31337 of 0x\w+ reverted: ChainNotSilent\(chain 31337, silentSince \d+\)\.$/,
  );
  await pass(8 * 86_400);
  expect((await retire()).output[0]).toMatch(/^chain 31337: waits/);
  await pass(3_600);
  expect((await retire()).output).toEqual(["chain 31337: done: retire chain 31337"]);
  const at = { address: deployment.hub, abi: hubAbi } as const;
  expect(await client().readContract({ ...at, functionName: "configurationOf", args: [31337n] })).toEqual([
    ...[false, 0n, true],
  ]);
});

test("bad input is named in one line", async () => {
  expect((await run("pause", ["--chain", "1"], guardianKey)).errors).toEqual([
    `chain 1 is none of ${configFile}: give one of 31337.`,
  ]);
  expect((await run("pause", ["--chain", "one"], guardianKey)).errors).toEqual([
    '"one" is no chain id: give an integer.',
  ]);
  expect((await run("pause", [], {})).errors).toEqual([
    `GUARDIAN_PRIVATE_KEY is not set: set it to the private key of ${guardian}, the guardian in ${configFile}.`,
  ]);
  expect((await run("retire", [], adminKey)).errors).toEqual([
    "--chain is missing: give the id of the chain to give up.",
  ]);
  expect((await run("retire", ["--chain", "31337"], { ADMIN_PRIVATE_KEY: "0x12" })).errors).toEqual([
    "ADMIN_PRIVATE_KEY is no private key: give 32 bytes in hex.",
  ]);
  expect((await run("unpause", ["--help"], {})).output[0]).toBe("Usage: ADMIN_PRIVATE_KEY=0x… concert unpause [flags]");
});

async function run(command: string, flags: string[], key: Record<string, string>) {
  const keys = { ADMIN_PRIVATE_KEY: undefined, GUARDIAN_PRIVATE_KEY: undefined, ...key };
  const { code, output, errors } = await runConcert([command, ...flags, ...files], keys).ended;
  return { code, output, errors };
}

async function pauses(): Promise<[opens: boolean, fills: boolean]> {
  const at = { address: deployment.spoke, abi: spokeAbi } as const;
  const [, opens, fills] = await client().readContract({ ...at, functionName: "configuration" });
  return [opens, fills];
}

async function pass(seconds: number): Promise<void> {
  await client().increaseTime({ seconds });
  await client().mine({ blocks: 1 });
}

function client() {
  return createTestClient({ mode: "anvil", transport: http(chain.rpcUrl) }).extend(publicActions);
}
