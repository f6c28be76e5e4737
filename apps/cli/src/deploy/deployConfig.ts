import { type Config, type DeployedChain, type Deployment, InputError } from "@concert/types";
import { describeDeployment, planContracts } from "@concert/types/bytecode";
import type { Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { broadcastPlans } from "./broadcastPlans.ts";
import { checkDeployer } from "./checkDeployer.ts";
import { type Connection, connectChain } from "./connectChain.ts";
import { describePlan } from "./describePlan.ts";
import { findStartBlock } from "./findStartBlock.ts";
import { type ChainPlan, planChain } from "./planChain.ts";
import { readRecord } from "./readRecord.ts";
import { settleAll } from "./settleAll.ts";
import { waitForPending } from "./waitForPending.ts";
import { writeRecord } from "./writeRecord.ts";

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
 * Nothing is sent before every chain answered and was found fit. The hub's chain comes first, then the others side by
 * side; if one fails, the next run resumes.
 *
 * @throws {InputError} If the configuration, the record, the deployer or a chain stands in the way.
 */
export async function deployConfig(parameters: DeployConfigParameters): Promise<Deployment> {
  const { config, configFile, deploymentFile, onProgress } = parameters;
  const recorded = await readRecord(parameters);

  onProgress(`Deploying "${config.name}" of ${configFile} to ${config.chains.length} chains`);
  const connections = await settleAll(config.chains.map(connectChain));
  for (const { chain, rpcUrl } of connections) onProgress(`chain ${chain.id}: ${chain.name} answers at ${rpcUrl}`);

  const chains = await settleAll(connections.map((connection) => compareChain(parameters, connection, recorded)));
  for (const { connection, plan } of chains) {
    const steps = describePlan(plan);
    if (steps.length === 0) onProgress(`chain ${connection.chain.id}: nothing to do`);
    for (const step of steps) onProgress(`chain ${connection.chain.id}: to do: ${step}`);
  }

  const unfinished = chains.filter(({ plan }) => describePlan(plan).length !== 0);
  if (unfinished.length !== 0) {
    await finishChains(parameters, unfinished);
    await settleAll(unfinished.map((chain) => checkFinished(parameters, chain)));
  }

  const deployed = chains.map((chain) => chain.deployed);
  const deployment = describeDeployment(config, deployed);
  const isChanged = await writeRecord(deployment, deploymentFile);
  onProgress(`${isChanged ? "Recorded in" : "Already recorded in"} ${deploymentFile}`);
  return deployment;
}

async function compareChain(
  { config, deployer, onProgress }: DeployConfigParameters,
  connection: Connection,
  recorded: Deployment | undefined,
): Promise<ComparedChain> {
  if (deployer !== undefined) await waitForPending(connection, deployer.account.address, onProgress);
  const deployed = await findStartBlock({ config, connection, recorded });
  return { connection, deployed, plan: await planChain({ config, connection, deployed }) };
}

async function finishChains(parameters: DeployConfigParameters, chains: readonly ComparedChain[]): Promise<void> {
  const { config, configFile, deployer, onProgress } = parameters;
  if (deployer === undefined) {
    throw new InputError(
      `DEPLOYER_PRIVATE_KEY is not set: set it to the private key of ${config.admin}, the admin in ${configFile}.`,
    );
  }
  const { accessManager } = planContracts(config);
  const { address } = deployer.account;
  await settleAll(
    chains.map(({ connection, plan }) =>
      checkDeployer({ config, configFile, accessManager, connection, plan, deployer: address }),
    ),
  );
  await broadcastPlans({
    chains,
    hub: config.hub,
    privateKey: deployer.privateKey,
    onBroadcast: (chain, { transactionCount, lastBlock }) =>
      onProgress(`chain ${chain}: ${transactionCount} transactions mined, the last in block ${lastBlock}`),
  });
}

async function checkFinished(
  { config }: DeployConfigParameters,
  { connection, deployed }: ComparedChain,
): Promise<void> {
  const left = describePlan(await planChain({ config, connection, deployed }));
  if (left.length === 0) return;
  throw new InputError(`chain ${connection.chain.id}: still to do: ${left.join(", ")}: run the command again.`);
}
