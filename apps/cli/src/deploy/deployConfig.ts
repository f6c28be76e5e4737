import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import {
  accessManagerAbi,
  type Config,
  type DeployedChain,
  type Deployment,
  formatDeployment,
  InputError,
  loadDeployment,
} from "@concert/types";
import { describeDeployment, planContracts } from "@concert/types/bytecode";
import { type Address, type Hex, isAddressEqual } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { broadcastPlan } from "./broadcastPlan.ts";
import { type Connection, connectChain } from "./connectChain.ts";
import { describePlan } from "./describePlan.ts";
import { findStartBlock } from "./findStartBlock.ts";
import { type ChainPlan, contractsOnChain, type PlanChainParameters, planChain } from "./planChain.ts";
import { contractsDirectory, ForgeError, runForge } from "./runForge.ts";
import { waitForPending } from "./waitForPending.ts";

export type DeployConfigParameters = {
  config: Config;
  /** Where the configuration is from, for messages. */
  configFile: string;
  /** The record: read if it is there, and written. */
  deploymentFile: string;
  /** Who sends. Not needed if nothing is left to do. */
  deployer: Deployer | undefined;
  onProgress: (line: string) => void;
};

export type Deployer = { account: PrivateKeyAccount; privateKey: Hex };

/** A chain compared with the configuration. */
type ComparedChain = { connection: Connection; deployed: DeployedChain; plan: ChainPlan };

/**
 * Deploys a configuration: compares each chain with it, sends what is missing there, and records the deployment.
 *
 * Nothing is sent before every chain answered and was found fit. Chains are deployed side by side; if one fails, the
 * others are finished, and the next run resumes.
 *
 * @throws {InputError} If the configuration, the record, the deployer or a chain stands in the way.
 */
export async function deployConfig(parameters: DeployConfigParameters): Promise<Deployment> {
  const { config, configFile, deploymentFile, deployer, onProgress } = parameters;
  const recorded = await readRecord(deploymentFile);
  if (recorded !== undefined) checkRecord(recorded, parameters);

  onProgress(`Deploying "${config.name}" of ${configFile} to ${config.chains.length} chains`);
  const connections = await settleAll(config.chains.map(connectChain));
  for (const { chain, rpcUrl } of connections) onProgress(`chain ${chain.id}: ${chain.name} answers at ${rpcUrl}`);
  const chains = await settleAll(connections.map((connection) => compareChain(parameters, connection, recorded)));

  const unfinished = chains.filter(({ plan }) => describePlan(plan).length !== 0);
  for (const { connection, plan } of chains) {
    const steps = describePlan(plan);
    if (steps.length === 0) onProgress(`chain ${connection.chain.id}: nothing to do`);
    for (const step of steps) onProgress(`chain ${connection.chain.id}: to do: ${step}`);
  }
  if (unfinished.length !== 0) {
    if (deployer === undefined) {
      throw new InputError(
        `DEPLOYER_PRIVATE_KEY is not set: set it to the private key of the admin, ${config.admin} in ${configFile}.`,
      );
    }
    await settleAll(unfinished.map(({ connection, plan }) => checkDeployer(parameters, deployer, connection, plan)));
    await broadcastPlans(parameters, deployer, unfinished);
  }

  const deployment = describeDeployment(
    config,
    chains.map(({ deployed }) => deployed),
  );
  await writeRecord(deployment, parameters);
  return deployment;
}

async function readRecord(file: string): Promise<Deployment | undefined> {
  try {
    return await loadDeployment(file);
  } catch (error) {
    if (error instanceof InputError && (error.cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A record is never overwritten with another deployment, nor does it forget a chain. */
function checkRecord(recorded: Deployment, { config, configFile, deploymentFile }: DeployConfigParameters): void {
  const advice = "give another file with --deployment, or move this one away";
  const planned: Record<string, unknown> = describeDeployment(config, []);
  for (const [key, value] of Object.entries(recorded)) {
    if (key === "chains" || value === planned[key]) continue;
    throw new InputError(
      `${deploymentFile}: ${key} is ${value}, but ${planned[key]} by ${configFile} and the contracts' bytecode: ${advice}.`,
    );
  }
  for (const { id } of recorded.chains) {
    if (config.chains.some((chain) => chain.id === id)) continue;
    throw new InputError(
      `${deploymentFile}: chain ${id} is deployed, but missing in ${configFile}: put it back, since its routes stay; or ${advice}.`,
    );
  }
}

async function compareChain(
  { config, deployer }: DeployConfigParameters,
  connection: Connection,
  recorded: Deployment | undefined,
): Promise<ComparedChain> {
  if (deployer !== undefined) await waitForPending(connection, deployer.account.address);
  const contracts = planContracts(config);
  const onChain = contractsOnChain({ config, contracts, connection }).map(([, contract]) => contract);
  const deployed = await findStartBlock({ connection, contracts: onChain, recorded });
  const startBlock = BigInt(deployed.startBlock);
  return { connection, deployed, plan: await planChain({ config, contracts, connection, startBlock }) };
}

/** Whether the deployer may and can carry out a plan. */
async function checkDeployer(
  { config, configFile }: DeployConfigParameters,
  { account }: Deployer,
  { chain, client }: Connection,
  plan: ChainPlan,
): Promise<void> {
  const { accessManager } = planContracts(config);
  const isNew = plan.deployContract.some(({ target }) => target === accessManager.address);
  const isAdmin = isNew
    ? isAddressEqual(account.address, config.admin)
    : await hasAdminRole(client, accessManager.address, account.address);
  if (!isAdmin) {
    throw new InputError(
      `DEPLOYER_PRIVATE_KEY is the key of ${account.address}, which is no admin on chain ${chain.id}: give the key of ${config.admin}, the admin in ${configFile}.`,
    );
  }
  if ((await client.getBalance({ address: account.address })) === 0n) {
    throw new InputError(`chain ${chain.id}: ${account.address} has nothing to pay gas with: send it some coins.`);
  }
}

async function hasAdminRole(client: Connection["client"], manager: Address, account: Address): Promise<boolean> {
  const adminRole = 0n;
  const [isMember] = await client.readContract({
    address: manager,
    abi: accessManagerAbi,
    functionName: "hasRole",
    args: [adminRole, account],
  });
  return isMember;
}

async function broadcastPlans(
  parameters: DeployConfigParameters,
  { privateKey }: Deployer,
  chains: readonly ComparedChain[],
): Promise<void> {
  const runs = join(contractsDirectory, "cache/script");
  await mkdir(runs, { recursive: true });
  const run = await mkdtemp(join(runs, "run-"));
  const directory = relative(contractsDirectory, run);
  try {
    // Once for all chains.
    await runForge(["build"], directory);
    await settleAll(
      chains.map(async ({ connection, deployed, plan }) => {
        const { id } = connection.chain;
        try {
          const { transactionCount, lastBlock } = await broadcastPlan(plan, connection, { directory, privateKey });
          parameters.onProgress(`chain ${id}: ${transactionCount} transactions mined up to block ${lastBlock}`);
        } catch (error) {
          if (!(error instanceof ForgeError)) throw error;
          throw new InputError(
            `chain ${id}: ${error.message}: correct this and run the command again, which resumes where this one stopped.`,
            { cause: error },
          );
        }
        await checkDone(parameters, connection, deployed);
      }),
    );
  } finally {
    await rm(run, { recursive: true, force: true });
  }
}

async function checkDone({ config }: DeployConfigParameters, connection: Connection, deployed: DeployedChain) {
  const contracts = planContracts(config);
  const startBlock = BigInt(deployed.startBlock);
  const plan: PlanChainParameters = { config, contracts, connection, startBlock };
  const left = describePlan(await planChain(plan));
  if (left.length === 0) return;
  throw new InputError(`chain ${connection.chain.id}: still to do: ${left.join(", ")}: run the command again.`);
}

async function writeRecord(
  deployment: Deployment,
  { deploymentFile, onProgress }: DeployConfigParameters,
): Promise<void> {
  const record = formatDeployment(deployment);
  const current = await readFile(deploymentFile, "utf8").catch(() => undefined);
  const file = relative(process.cwd(), deploymentFile);
  if (current === record) {
    onProgress(`Recorded in ${file} already`);
    return;
  }
  await mkdir(dirname(deploymentFile), { recursive: true });
  await writeFile(deploymentFile, record);
  onProgress(`Recorded in ${file}`);
}

/** Lets all finish, then fails with the first failure. */
async function settleAll<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
