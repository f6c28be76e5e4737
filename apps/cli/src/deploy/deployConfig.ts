import { type Config, type DeployedChain, type Deployment, InputError } from "@concert/types";
import { describeDeployment } from "@concert/types/bytecode";
import type { Address } from "viem";
import type { KeyHolder } from "../readPrivateKey.ts";
import { broadcastPlans } from "./broadcastPlans.ts";
import { checkFunds, describeLeft, describeRightful, isPermitted, refuseDeployer } from "./checkDeployer.ts";
import { type Connection, connectChain } from "./connectChain.ts";
import { describePlan, describeWaiting } from "./describePlan.ts";
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
  deployer: KeyHolder | undefined;
  onProgress: (line: string) => void;
};

/** A chain compared with the configuration. */
type ComparedChain = { connection: Connection; deployed: DeployedChain; plan: ChainPlan };

/**
 * Deploys a configuration: compares each chain with it, sends what is missing there, and records the deployment.
 *
 * Nothing is sent before every chain answered and was found fit. If one fails, the next run resumes. What governance may
 * do only after a delay is announced, and executed by a later run.
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
    if (steps.length === 0 && describeWaiting(plan).length === 0)
      onProgress(`chain ${connection.chain.id}: nothing to do`);
    for (const step of steps) onProgress(`chain ${connection.chain.id}: to do: ${step}`);
  }

  const unfinished = chains.filter(({ plan }) => describePlan(plan).length !== 0);
  if (unfinished.length !== 0) await finishChains(parameters, unfinished);
  const finished = await settleAll(chains.map((chain) => checkFinished(parameters, chain)));
  for (const { connection, plan } of finished) {
    for (const step of [...describeWaiting(plan), ...plan.later]) {
      onProgress(`chain ${connection.chain.id}: waits: ${step}`);
    }
  }

  const deployed = chains.map((chain) => chain.deployed);
  const deployment = describeDeployment(config, deployed);
  const isChanged = await writeRecord(deployment, deploymentFile);
  onProgress(`${isChanged ? "Recorded in" : "Already recorded in"} ${deploymentFile}`);
  return deployment;
}

async function compareChain(
  parameters: DeployConfigParameters,
  connection: Connection,
  recorded: Deployment | undefined,
): Promise<ComparedChain> {
  const { config, deployer, onProgress } = parameters;
  if (deployer !== undefined) await waitForPending(connection, deployer.account.address, onProgress);
  const deployed = await findStartBlock({ config, connection, recorded });
  return {
    connection,
    deployed,
    plan: await planChain({ config, connection, deployed, sender: senderOf(parameters) }),
  };
}

/** Without a key, what waits is told all the same: it was announced by the admin. */
function senderOf({ config, deployer }: DeployConfigParameters): Address {
  return deployer?.account.address ?? config.governance.admin;
}

async function finishChains(parameters: DeployConfigParameters, chains: readonly ComparedChain[]): Promise<void> {
  const { config, deployer, onProgress } = parameters;
  if (deployer === undefined) {
    const rightful = await describeRightful({ ...parameters, ...chains[0]! });
    throw new InputError(`DEPLOYER_PRIVATE_KEY is not set: set it to the private key of ${rightful}.`);
  }
  const { address } = deployer.account;
  const permitted = chains.filter(({ plan }) => isPermitted(plan));
  if (permitted.length === 0) throw await refuseDeployer({ ...parameters, ...chains[0]! }, address);
  await settleAll(permitted.map(({ connection }) => checkFunds(connection, address)));
  await broadcastPlans({
    chains: permitted,
    accessManager: describeDeployment(config, []).accessManager,
    privateKey: deployer.privateKey,
    onBroadcast: (chain, { transactionCount, lastBlock }) =>
      onProgress(`chain ${chain}: ${transactionCount} transactions mined, the last in block ${lastBlock}`),
  });
}

/** @throws {InputError} If there are steps left that do not just wait. */
async function checkFinished(parameters: DeployConfigParameters, compared: ComparedChain): Promise<ComparedChain> {
  const { config } = parameters;
  const { connection, deployed, plan: planned } = compared;
  if (describePlan(planned).length === 0) return compared;
  const plan = await planChain({ config, connection, deployed, sender: senderOf(parameters) });
  const left = describePlan(plan);
  if (left.length === 0) return { ...compared, plan };
  if (!isPermitted(plan)) throw new InputError(await describeLeft({ ...parameters, connection, plan }));
  throw new InputError(`chain ${connection.chain.id}: still to do: ${left.join(", ")}: run the command again.`);
}
