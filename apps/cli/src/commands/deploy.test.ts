import { writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  accountIndexes,
  devnetAccount,
  devnetPrivateKey,
  findPort,
  type RunningChain,
  startChain,
} from "@concert/devnet";
import {
  accessManagerAbi,
  attestedGatewayAbi,
  type ChainConfig,
  type Config,
  type Deployment,
  defineConfig,
  deputiesAbi,
  formatInteroperableAddress,
  hubAbi,
  loadDeployment,
  proofGatewayAbi,
  quorumGatewayAbi,
  resolverAbi,
  spokeAbi,
} from "@concert/types";
import { create2Deployer, planContracts } from "@concert/types/bytecode";
import {
  type Address,
  createPublicClient,
  createTestClient,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  http,
  parseAbiParameters,
  publicActions,
  toFunctionSelector,
  zeroAddress,
  zeroHash,
} from "viem";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ConcertRun, runConcert } from "../../test/runConcert.ts";

const admin = devnetAccount(accountIndexes.deployer).address;
const guardian = devnetAccount(9).address;
const environment = { DEPLOYER_PRIVATE_KEY: devnetPrivateKey(accountIndexes.deployer) };
/** How many contracts are created there. */
const [onHubChain, elsewhere] = [10, 7];
/** Attesters of messages and of headers, the oracle of these, quorum, recipient. */
const perSource = 5;
const attesters = accountIndexes.attesters.map((index) => devnetAccount(index).address);

let stack: AsyncDisposableStack;
let directory: string;
let configFile: string;
let deploymentFile: string;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  directory = await mkdtemp(join(tmpdir(), "concert-deploy-"));
  stack.defer(() => rm(directory, { recursive: true }));
  configFile = join(directory, "config.json");
  deploymentFile = join(directory, "deployment.json");
});

afterEach(() => stack.disposeAsync());

test("three fresh chains are deployed at the same addresses; again, nothing is sent", async () => {
  const chains = await startChains(31337, 31338, 31339);
  const config = configOf(chains);

  const first = await deploy(config);
  expect(first.errors).toEqual([]);
  expect(first.code).toBe(0);
  const counts = await transactionCounts(chains);
  // Contracts, what gateways are told of other chains, routes of the spoke and of the hub, roles.
  const onOther = elsewhere + perSource + 1 + 1;
  expect(counts).toEqual([onHubChain + 2 * perSource + 1 + 3 + 1, onOther, onOther]);
  const deployment = await loadDeployment(deploymentFile);
  await expectDeployed(config, deployment);

  const record = await readFile(deploymentFile, "utf8");
  const second = await deploy(config, { DEPLOYER_PRIVATE_KEY: undefined });
  expect(second.errors).toEqual([]);
  expect(second.code).toBe(0);
  expect(second.output.filter((line) => line.endsWith("nothing to do"))).toHaveLength(3);
  expect(await transactionCounts(chains)).toEqual(counts);
  expect(await readFile(deploymentFile, "utf8")).toBe(record);

  // The record is lost: what it said is found again.
  await rm(deploymentFile);
  expect((await deploy(config)).code).toBe(0);
  expect(await transactionCounts(chains)).toEqual(counts);
  for (const [index, { startBlock, genesisHash }] of (await loadDeployment(deploymentFile)).chains.entries()) {
    expect(genesisHash).toBe(deployment.chains[index]!.genesisHash);
    expect(startBlock).toBe(await firstEventBlock(chains[index]!, deployment));
    expect(startBlock).toBeGreaterThanOrEqual(deployment.chains[index]!.startBlock);
  }
});

test("a changed configuration sends what differs", async () => {
  const chains = await startChains(31337, 31338, 31339);
  const before = configOf(chains.slice(0, 2));
  expect((await deploy(before)).code).toBe(0);
  const [onHub, onOther] = [onHubChain + perSource + 1 + 2 + 1, elsewhere + perSource + 1 + 1];
  expect(await transactionCounts(chains)).toEqual([onHub, onOther, 0]);

  const withChain = configOf(chains);
  expect((await deploy(withChain)).code).toBe(0);
  const onHubThen = onHub + perSource + 1;
  expect(await transactionCounts(chains)).toEqual([onHubThen, onOther, onOther]);
  await expectDeployed(withChain, await loadDeployment(deploymentFile));

  const withThreshold = { ...withChain, attesters: { threshold: 3, addresses: attesters } };
  expect((await deploy(withThreshold)).code).toBe(0);
  expect(await transactionCounts(chains)).toEqual([onHubThen + 4, onOther + 2, onOther + 2]);
  await expectDeployed(withThreshold, await loadDeployment(deploymentFile));

  // One attester less is a change that neither threshold nor membership of the others shows.
  const withFewer = { ...withChain, attesters: { threshold: 3, addresses: [admin, ...attesters] } };
  expect((await deploy(withFewer)).code).toBe(0);
  expect((await deploy(withThreshold)).code).toBe(0);
  expect(await transactionCounts(chains)).toEqual([onHubThen + 12, onOther + 6, onOther + 6]);
  await expectDeployed(withThreshold, await loadDeployment(deploymentFile));
});

test("governance takes over, and what it changes waits for its delay", async () => {
  const [chain] = await startChains(31337);
  const client = clientOf(chain!);
  const adminIndex = 7;
  const governor = devnetAccount(adminIndex).address;
  const adminKey = { DEPLOYER_PRIVATE_KEY: devnetPrivateKey(adminIndex) };
  const before = { ...configOf([chain!]), governance: { admin: governor, guardian, delaySeconds: 3_600 } };
  const [only] = before.chains;
  expect((await deploy(before)).errors).toEqual([]);
  const { accessManager, hub } = await loadDeployment(deploymentFile);
  const hasRole = async (role: bigint, account: Address) => {
    const at = { address: accessManager, abi: accessManagerAbi } as const;
    return client.readContract({ ...at, functionName: "hasRole", args: [role, account] });
  };
  const roles = async () => ({
    deployer: await Promise.all([0n, 1n, 2n].map((role) => hasRole(role, admin))),
    admin: await Promise.all([0n, 1n, 2n].map((role) => hasRole(role, governor))),
    guardian: await Promise.all([0n, 1n, 2n].map((role) => hasRole(role, guardian))),
  });
  const none = [false, 0];
  const delayed = [true, 3_600];
  const expected = { deployer: [none, none, none], admin: [delayed, delayed, none], guardian: [none, none, [true, 0]] };
  expect(await roles()).toEqual(expected);
  expect((await deploy(before)).output).toContain("chain 31337: nothing to do");

  const policy = { minimum: 5, maximum: 7, rate: "0.5" };
  const successor = devnetAccount(8).address;
  const after = {
    ...before,
    governance: { ...before.governance, guardian: successor },
    chains: [{ ...only!, feePolicy: policy }],
  };
  const refused = await deploy(after);
  const text = "keep the entry fee of chain 31337 between 5 and 7 gwei";
  expect([refused.code, refused.errors]).toEqual([
    1,
    [
      `DEPLOYER_PRIVATE_KEY is the key of ${admin}, which may not ${text} on chain 31337: give the key of ${governor}, the admin in ${configFile}.`,
    ],
  ]);

  const { number: numberBefore } = await client.getBlock();
  const announced = await deploy(after, adminKey);
  expect([announced.code, announced.errors]).toEqual([0, []]);
  expect(announced.output).toContain(`chain 31337: to do: announce: ${text}`);
  // The policy is announced in one of several blocks, whose seconds may differ.
  const waits: string[] = [];
  const { number: numberAfter } = await client.getBlock();
  for (let blockNumber = numberBefore + 1n; blockNumber <= numberAfter; blockNumber++) {
    const { timestamp } = await client.getBlock({ blockNumber });
    const readyAt = new Date(1_000 * (Number(timestamp) + 3_600)).toISOString();
    waits.push(`chain 31337: waits: ${text} (announced, possible from ${readyAt})`);
  }
  expect(announced.output.filter((line) => waits.includes(line))).toHaveLength(1);
  const waiting = await deploy(after, { DEPLOYER_PRIVATE_KEY: undefined });
  expect([waiting.code, waiting.output.filter((line) => line.includes("waits"))]).toEqual([
    0,
    announced.output.filter((line) => line.includes("waits")),
  ]);
  expect(await roles()).toEqual(expected);

  await client.increaseTime({ seconds: 3_600 });
  await client.mine({ blocks: 1 });
  expect((await deploy(after, adminKey)).errors).toEqual([]);
  expect(await client.readContract({ address: hub, abi: hubAbi, functionName: "feePolicy", args: [31337n] })).toEqual([
    5n,
    7n,
    5n * 10n ** 17n,
  ]);
  expect((await roles()).guardian).toEqual([none, none, none]);
  expect(await hasRole(2n, successor)).toEqual([true, 0]);
  expect((await deploy(after, adminKey)).output).toContain("chain 31337: nothing to do");
});

test("each key does its part: the deployer's on a new chain, the admin's at the hub", async () => {
  const chains = await startChains(31337, 31338);
  const governor = devnetAccount(7).address;
  const whole = { ...configOf(chains), governance: { admin: governor, guardian, delaySeconds: 0 } };
  expect((await deploy({ ...whole, chains: whole.chains.slice(0, 1) })).errors).toEqual([]);
  const deployment = await loadDeployment(deploymentFile);
  const { attestedGateway, proofGateway, attestedHeaderOracle, spoke, hub } = deployment;
  const members = [attestedGateway, proofGateway].toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

  const half = await deploy(whole);
  const left = [
    "let 2 of 3 attesters vouch for chain 31338",
    "let 2 of 3 attesters vouch for blocks of chain 31338",
    `prove heads of chain 31338 under blocks that ${attestedHeaderOracle} vouches for`,
    `have ${members.join(" and ")} agree on messages of chain 31338`,
    `take what is proven of ${spoke} on chain 31338 for ${hub}`,
    `set the hub's route to chain 31338 over ${attestedGateway}`,
  ];
  expect([half.code, half.errors]).toEqual([
    1,
    [
      `chain 31337: still to do: ${left.join(", ")}: run the command again with the key of ${governor}, the admin in ${configFile}.`,
    ],
  ]);
  const counts = [onHubChain + 1 + 1 + 1, elsewhere + perSource + 1 + 1];
  expect(await transactionCounts(chains)).toEqual(counts);
  expect((await deploy(whole, { DEPLOYER_PRIVATE_KEY: devnetPrivateKey(7) })).errors).toEqual([]);
  await expectDeployed(whole, await loadDeployment(deploymentFile));
  expect(await transactionCounts(chains)).toEqual(counts);
});

test("the resolver is told of each chain with a wrapped native token, and anew of what changed", async () => {
  const chains = await startChains(31337, 31338);
  const [client] = chains.map(clientOf);
  const {
    chains: [hubChain, otherChain],
    ...config
  } = configOf(chains);
  const deployOther = (changed: Partial<ChainConfig>) =>
    deploy({ ...config, chains: [hubChain!, { ...otherChain!, ...changed }] });
  const policy = { minimum: 5, maximum: 7, rate: "1" };
  const paymentDelay = { reportSeconds: 40, payoutSeconds: 50 };
  expect((await deployOther({ wrappedNative: guardian, feePolicy: policy, paymentDelay })).errors).toEqual([]);
  const { attestedGateway, deputies, resolver, spoke } = await loadDeployment(deploymentFile);
  const routeOf = (chain: bigint) =>
    client!.readContract({ address: resolver, abi: resolverAbi, functionName: "routeOf", args: [chain] });
  const route = {
    ...{ spoke, deputies, wrappedNative: guardian, hubGateway: attestedGateway, spokeGateway: attestedGateway },
    ...{ maxEntryFee: 7_000_000_000n, reportSeconds: 40n, payoutSeconds: 50n },
  };
  expect(await routeOf(31338n)).toEqual(route);
  expect((await routeOf(31337n)).spoke).toBe(zeroAddress);

  const later = { reportSeconds: 40, payoutSeconds: 60 };
  const changed = await deployOther({
    wrappedNative: guardian,
    feePolicy: { ...policy, maximum: 9 },
    paymentDelay: later,
  });
  expect(changed.output.filter((line) => line.includes("to do:"))).toEqual([
    "chain 31337: to do: keep the entry fee of chain 31338 between 5 and 9 gwei",
    `chain 31337: to do: have the resolver describe chain 31338 over ${attestedGateway}, entries for at most 9 gwei, reports in 40 s, payouts in 60 s`,
  ]);
  expect(await routeOf(31338n)).toEqual({ ...route, maxEntryFee: 9_000_000_000n, payoutSeconds: 60n });
});

test("another gateway of a chain is a change of its route, at both ends", async () => {
  const chains = await startChains(31337, 31338);
  const {
    chains: [hubChain, otherChain],
    ...config
  } = configOf(chains);
  const over = (gateway: ChainConfig["gateway"]) => ({
    ...config,
    chains: [hubChain!, { ...otherChain!, wrappedNative: guardian, gateway }],
  });
  expect((await deploy(over(undefined))).errors).toEqual([]);
  const deployment = await loadDeployment(deploymentFile);
  const { attestedGateway, quorumGateway, proofGateway } = deployment;
  for (const [gateway, address] of [
    ["quorum", quorumGateway],
    ["proof", proofGateway],
    ["attested", attestedGateway],
  ] as const) {
    const { errors, output } = await deploy(over(gateway));
    expect(errors).toEqual([]);
    expect(output.filter((line) => line.includes("to do:"))).toEqual([
      `chain 31337: to do: set the hub's route to chain 31338 over ${address}`,
      `chain 31337: to do: have the resolver describe chain 31338 over ${address}, entries for at most 0 gwei, reports in 1800 s, payouts in 1800 s`,
      `chain 31338: to do: set the spoke's route to the hub over ${address}`,
    ]);
    await expectDeployed(over(gateway), deployment);
  }
});

test("what both gateways of a quorum bring is accepted, at both ends", async () => {
  const chains = await startChains(31337, 31338);
  const {
    chains: [hubChain, otherChain],
    ...config
  } = configOf(chains);
  expect((await deploy({ ...config, chains: [hubChain!, { ...otherChain!, gateway: "quorum" }] })).errors).toEqual([]);
  const { attestedGateway, proofGateway, quorumGateway, hub, spoke } = await loadDeployment(deploymentFile);
  const head: Hex = `0x${"ab".repeat(30)}0000`;
  for (const [index, source, sender, recipient] of [
    [0, 31338n, spoke, hub],
    [1, 31337n, hub, spoke],
  ] as const) {
    const chain = chains[index]!;
    const client = clientOf(chain);
    const bring = async (gateway: Address, from: Address, payload: Hex) => {
      await client.impersonateAccount({ address: gateway });
      await client.setBalance({ address: gateway, value: 10n ** 18n });
      const data = encodeFunctionData({
        ...{ abi: quorumGatewayAbi, functionName: "receiveMessage" },
        args: [zeroHash, formatInteroperableAddress({ chain: source, address: from }), payload],
      });
      const hash = await client.sendUnsignedTransaction({ from: gateway, to: quorumGateway, data });
      expect((await client.waitForTransactionReceipt({ hash })).status).toBe("success");
    };
    const isAccepted = () =>
      client.readContract({ address: recipient, abi: hubAbi, functionName: "isAccepted", args: [source, head] });
    const accounts = [
      { chain: source, address: sender },
      { chain: BigInt(chain.chainId), address: recipient },
    ].map(formatInteroperableAddress);
    const message = [zeroHash, accounts[0]!, accounts[1]!, head] as const;
    const envelope = encodeAbiParameters(parseAbiParameters("(bytes32, bytes, bytes, bytes)"), [message]);
    await bring(attestedGateway, quorumGateway, envelope);
    expect(await isAccepted()).toBe(false);
    await bring(proofGateway, sender, head);
    expect(await isAccepted()).toBe(true);
  }
});

test("a wrapped native token is set once", async () => {
  const [chain] = await startChains(31337);
  const config = configOf([chain!]);
  const withToken = (wrappedNative: Address) => ({ ...config, chains: [{ ...config.chains[0]!, wrappedNative }] });
  expect((await deploy(withToken(guardian))).errors).toEqual([]);
  const { errors } = await deploy(withToken(admin));
  expect(errors).toEqual([
    `chain 31337: the spoke's wrapped native token is ${guardian} for good, not ${admin}: give that one.`,
  ]);
});

test("an interrupted deployment is resumed where it stopped", async () => {
  const [chain] = await startChains(31337);
  const config = configOf([chain!]);
  const client = clientOf(chain!);
  await client.setIntervalMining({ interval: 0 });

  const interrupted = runDeploy(config);
  const count = onHubChain + 1 + 1 + 1;
  await waitForSent(chain!, count);
  interrupted.kill("SIGTERM");
  expect((await interrupted.ended).code).toBe(143);

  // Four of its transactions are mined, the others never.
  const { pending } = await client.getTxpoolContent();
  for (const [nonce, transaction] of Object.entries(pending[admin] ?? pending[admin.toLowerCase() as Address]!)) {
    if (Number(nonce) >= 4) await client.dropTransaction({ hash: transaction.hash });
  }
  await client.mine({ blocks: 1 });
  expect(await transactionCounts([chain!])).toEqual([4]);
  await client.setIntervalMining({ interval: 1 });

  const resumed = await deploy(config);
  expect(resumed.errors).toEqual([]);
  expect(resumed.output.filter((line) => line.includes("to do: deploy"))).toHaveLength(onHubChain - 4);
  expect(await transactionCounts([chain!])).toEqual([count]);
  await expectDeployed(config, await loadDeployment(deploymentFile));
});

test("what an interrupted deployment left pending is waited for", async () => {
  const [chain] = await startChains(31337);
  const config = configOf([chain!]);
  const client = clientOf(chain!);
  await client.setIntervalMining({ interval: 0 });
  const interrupted = runDeploy(config);
  const count = onHubChain + 1 + 1 + 1;
  await waitForSent(chain!, count);
  interrupted.kill("SIGINT");
  expect((await interrupted.ended).code).toBe(130);

  const resumed = runDeploy(config);
  await resumed.printed(`chain 31337: waits for ${count} transactions of ${admin} that are pending`);
  await client.setIntervalMining({ interval: 1 });
  const { code, output } = await resumed.ended;
  expect(code).toBe(0);
  expect(output).toContain("chain 31337: nothing to do");
  expect(await transactionCounts([chain!])).toEqual([count]);
});

test("a chain that was started anew is deployed anew under the same record", async () => {
  const [chain] = await startChains(31337);
  expect((await deploy(configOf([chain!]))).code).toBe(0);
  const old = await loadDeployment(deploymentFile);
  const [other] = await startChains(31337);
  const { code } = await deploy(configOf([other!]));
  expect(code).toBe(0);
  const renewed = await loadDeployment(deploymentFile);
  expect(renewed.chains[0]!.genesisHash).not.toBe(old.chains[0]!.genesisHash);
  expect(renewed.spoke).toBe(old.spoke);
});

test("bad input is named in one line, and nothing is sent", async () => {
  const [chain, stranger] = await startChains(31337, 31338);
  const config = configOf([chain!]);
  const client = clientOf(chain!);
  const contracts = planContracts(config);
  const strangerUrl = stranger!.rpcUrl;
  const nowhere = `127.0.0.1:${await findPort()}`;

  const expectRefused = async (
    candidate: Partial<Config>,
    changed: Record<string, string | undefined>,
    line: string,
  ) => {
    const { code, errors } = await deploy({ ...config, ...candidate }, changed);
    expect({ code, errors }).toEqual({ code: 1, errors: [line] });
    expect(await transactionCounts([chain!])).toEqual([0]);
  };
  const rpcUrls = (urls: string[]) => ({ chains: config.chains.map((each) => ({ ...each, rpcUrls: urls })) });

  await expectRefused(
    { hub: 1 },
    {},
    `${configFile}: hub is 1, which is none of the chains: add that chain, or give one of 31337.`,
  );
  await expectRefused(
    rpcUrls([`http://${nowhere}`, `ws://${nowhere}`]),
    {},
    `chain 31337: no RPC answers at http://${nowhere} (connect ECONNREFUSED ${nowhere}), ws://${nowhere} (no connection): start the chain, or correct its rpcUrls in the configuration.`,
  );
  await expectRefused(
    rpcUrls([`http://${nowhere}`, strangerUrl]),
    {},
    `chain 31337: ${strangerUrl} answers for chain 31338: correct the chain's id or its rpcUrls in the configuration.`,
  );
  await expectRefused(
    {},
    { DEPLOYER_PRIVATE_KEY: undefined },
    `DEPLOYER_PRIVATE_KEY is not set: set it to the private key of ${admin}, the admin in ${configFile}.`,
  );
  await expectRefused(
    {},
    { DEPLOYER_PRIVATE_KEY: `${environment.DEPLOYER_PRIVATE_KEY}0` },
    "DEPLOYER_PRIVATE_KEY is no private key: give 32 bytes in hex.",
  );
  await expectRefused(
    {},
    { DEPLOYER_PRIVATE_KEY: devnetPrivateKey(1) },
    `DEPLOYER_PRIVATE_KEY is the key of ${devnetAccount(1).address}, which may not set the hub's route to chain 31337 over ${contracts.loopbackGateway.address} on chain 31337: give the key of ${admin}, the admin in ${configFile}.`,
  );

  const balance = await client.getBalance({ address: admin });
  await client.setBalance({ address: admin, value: 0n });
  await expectRefused({}, {}, `chain 31337: ${admin} has nothing to pay gas with: send it some coins.`);
  await client.setBalance({ address: admin, value: balance });

  const deployerCode = await client.getCode({ address: create2Deployer });
  await client.setCode({ address: create2Deployer, bytecode: "0x" });
  await expectRefused(
    {},
    {},
    `chain 31337: there is no CREATE2 deployer at ${create2Deployer}: deploy it there first (github.com/Arachnid/deterministic-deployment-proxy).`,
  );
  await client.setCode({ address: create2Deployer, bytecode: deployerCode! });

  const { address } = contracts.hub;
  await client.setCode({ address, bytecode: "0x00" });
  await expectRefused(
    {},
    {},
    `chain 31337: the code at ${address} is not that of hub, whose address it is: give the configuration another name, and the contracts other addresses with it.`,
  );
  await client.setCode({ address, bytecode: "0x" });
});

test("a record of another deployment is not overwritten", async () => {
  const [chain] = await startChains(31337);
  const config = configOf([chain!]);
  expect((await deploy(config)).code).toBe(0);
  const record = await readFile(deploymentFile, "utf8");
  const [count] = await transactionCounts([chain!]);

  const expectRefused = async (content: string, candidate: Config, line: string | RegExp) => {
    await writeFile(deploymentFile, content);
    const { code, errors } = await deploy(candidate);
    expect(code).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(line);
    expect(await readFile(deploymentFile, "utf8")).toBe(content);
    expect(await transactionCounts([chain!])).toEqual([count]);
  };

  const { hub } = await loadDeployment(deploymentFile);
  const other = devnetAccount(1).address;
  await expectRefused(
    record.replace(hub, other),
    config,
    `${deploymentFile}: hub is ${other}, but ${hub} by ${configFile} and the contracts' bytecode: give another file with --deployment, or move this one away.`,
  );
  await expectRefused(
    record,
    { ...config, name: "other" },
    `${deploymentFile}: name is devnet, but other by ${configFile}`,
  );
  await expectRefused(
    record.replace('"id": 31337', '"id": 31340'),
    config,
    `${deploymentFile}: chain 31340 is deployed, but missing in ${configFile}: put it back`,
  );
  await expectRefused(
    record.replace(/\s*"deputies": .+/, ""),
    config,
    `${deploymentFile}: deputies is missing: give an address; or move the file away, and what it recorded is found again.`,
  );
  await expectRefused("{", config, `${deploymentFile}: is no JSON`);
  await expectRefused(record.replace(hub, "0x12"), config, `${deploymentFile}: hub is "0x12": give an address`);
});

test("unknown flags are named", async () => {
  const { code, errors } = await runConcert(["deploy", "--chain", "1"]).ended;
  expect({ code, errors }).toEqual({
    code: 1,
    errors: [`Unknown option '--chain': "concert deploy --help" lists the flags.`],
  });
  const missing = await runConcert(["deploy", "--config"]).ended;
  expect({ code: missing.code, errors: missing.errors }).toEqual({
    code: 1,
    errors: [`Option '--config <value>' argument missing: "concert deploy --help" lists the flags.`],
  });
  expect((await runConcert(["deploy", "--help"]).ended).output[0]).toMatch(/^Usage: DEPLOYER_PRIVATE_KEY=/);
});

async function startChains(...ids: number[]): Promise<RunningChain[]> {
  return Promise.all(ids.map(async (chainId) => stack.use(await startChain({ chainId }))));
}

function configOf(chains: readonly RunningChain[]): Config {
  return defineConfig({
    name: "devnet",
    hub: 31337,
    governance: { admin, guardian, delaySeconds: 0 },
    heartbeatSpacing: 2,
    chains: chains.map(({ chainId, rpcUrl, webSocketUrl }, index) => ({
      id: chainId,
      name: `chain ${chainId}`,
      rpcUrls: index % 2 === 0 ? [rpcUrl] : [webSocketUrl],
    })),
    attesters: { threshold: 2, addresses: attesters },
  });
}

function runDeploy(config: Config, changed: Record<string, string | undefined> = {}): ConcertRun {
  writeFileSync(configFile, JSON.stringify(config));
  const args = ["deploy", "--config", configFile, "--deployment", deploymentFile];
  return runConcert(args, { ...environment, ...changed });
}

function deploy(config: Config, changed?: Record<string, string | undefined>): ConcertRun["ended"] {
  return runDeploy(config, changed).ended;
}

async function waitForSent(chain: RunningChain, count: number): Promise<void> {
  await vi.waitUntil(
    async () => (await clientOf(chain).getTransactionCount({ address: admin, blockTag: "pending" })) === count,
    { timeout: 20_000, interval: 50 },
  );
}

/** What the chains say of a deployment. */
async function expectDeployed(config: Config, deployment: Deployment): Promise<void> {
  const { attestedGateway, loopbackGateway, proofGateway, attestedHeaderOracle, quorumGateway } = deployment;
  const { hub, spoke, deputies, resolver } = deployment;
  const gateways = { attested: attestedGateway, quorum: quorumGateway, proof: proofGateway };
  expect(deployment.chains.map(({ id }) => id)).toEqual(config.chains.map(({ id }) => id));
  for (const { id, rpcUrls, gateway: kind = "attested" } of config.chains) {
    const client = createPublicClient({ transport: http(rpcUrls[0]!.replace(/^ws/, "http")) });
    const isHub = id === config.hub;
    const gateway = isHub ? loopbackGateway : gateways[kind];
    const at = { address: spoke, abi: spokeAbi };
    expect(await client.readContract({ ...at, functionName: "hub" })).toBe(hub);
    expect(await client.readContract({ ...at, functionName: "hubChain" })).toBe(BigInt(config.hub));
    expect(await client.readContract({ ...at, functionName: "heartbeatSpacing" })).toBe(2n);
    expect(await client.readContract({ ...at, functionName: "authority" })).toBe(deployment.accessManager);
    expect(await client.readContract({ ...at, functionName: "route", args: [BigInt(config.hub)] })).toEqual([
      gateway,
      hub,
    ]);
    const others = config.chains.filter((other) => other.id !== id);
    for (const source of isHub ? others.map((other) => other.id) : [config.hub]) {
      const args = [BigInt(source)] as const;
      for (const address of [attestedGateway, attestedHeaderOracle]) {
        const from = { address, abi: attestedGatewayAbi };
        const [threshold] = await client.readContract({ ...from, functionName: "attestersOf", args });
        expect(threshold).toBe(config.attesters.threshold);
        for (const attester of [admin, ...attesters]) {
          const isAttester = await client.readContract({
            ...from,
            functionName: "isAttester",
            args: [BigInt(source), attester],
          });
          expect(isAttester).toBe(config.attesters.addresses.includes(attester));
        }
      }
      const proof = { address: proofGateway, abi: proofGatewayAbi };
      expect(await client.readContract({ ...proof, functionName: "headerOracle", args })).toBe(attestedHeaderOracle);
      const quorum = { address: quorumGateway, abi: quorumGatewayAbi };
      const [counterpart, threshold, members] = await client.readContract({
        ...quorum,
        functionName: "quorumOf",
        args,
      });
      expect([counterpart, threshold, new Set(members)]).toEqual([
        quorumGateway,
        2,
        new Set([attestedGateway, proofGateway]),
      ]);
      const [sender, recipient] = isHub ? [spoke, hub] : [hub, spoke];
      const of = [BigInt(source), sender] as const;
      expect(await client.readContract({ ...quorum, functionName: "recipientOf", args: of })).toBe(recipient);
    }
    const governed: [target: Address, signature: string][] = [
      [attestedGateway, "setAttesters(uint64,address[],uint8)"],
      [attestedHeaderOracle, "setAttesters(uint64,address[],uint8)"],
      [proofGateway, "setHeaderOracle(uint64,address)"],
      [quorumGateway, "setQuorum(uint64,address,address[],uint8)"],
      [quorumGateway, "setRecipient(uint64,address,address)"],
      [spoke, "setRoute(address)"],
    ];
    if (isHub) {
      governed.push([hub, "setRoute(uint64,address,address)"]);
      const route = "(address,address,address,address,address,uint128,uint64,uint64)";
      governed.push([resolver, `setChain(uint64,${route})`]);
    }
    for (const [target, signature] of governed) {
      const role = await client.readContract({
        ...{ address: deployment.accessManager, abi: accessManagerAbi },
        functionName: "getTargetFunctionRole",
        args: [target, toFunctionSelector(signature)],
      });
      expect([target, signature, role]).toEqual([target, signature, 1n]);
    }
    expect(await client.readContract({ address: deputies, abi: deputiesAbi, functionName: "spoke" })).toBe(spoke);
    if (!isHub) {
      expect(await client.getCode({ address: hub })).toBeUndefined();
      expect(await client.getCode({ address: resolver })).toBeUndefined();
      continue;
    }
    expect(await client.readContract({ address: resolver, abi: resolverAbi, functionName: "hub" })).toBe(hub);
    for (const { id: chain, gateway: other = "attested" } of config.chains) {
      const route = await client.readContract({
        address: hub,
        abi: hubAbi,
        functionName: "route",
        args: [BigInt(chain)],
      });
      expect(route).toEqual([chain === id ? loopbackGateway : gateways[other], spoke]);
    }
  }
}

async function firstEventBlock(chain: RunningChain, deployment: Deployment): Promise<number> {
  const { attestedGateway, accessManager, hub, spoke } = deployment;
  const logs = await clientOf(chain).getLogs({ address: [attestedGateway, accessManager, hub, spoke], fromBlock: 0n });
  return Number(logs[0]!.blockNumber);
}

async function transactionCounts(chains: readonly RunningChain[]): Promise<number[]> {
  return Promise.all(chains.map((chain) => clientOf(chain).getTransactionCount({ address: admin })));
}

function clientOf({ rpcUrl }: RunningChain) {
  return createTestClient({ mode: "anvil", transport: http(rpcUrl) }).extend(publicActions);
}
