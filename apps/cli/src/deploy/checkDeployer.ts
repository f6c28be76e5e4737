import { accessManagerAbi, type Config, InputError } from "@concert/types";
import { planContracts } from "@concert/types/bytecode";
import type { Address } from "viem";
import type { Connection } from "./connectChain.ts";
import { describePlan } from "./describePlan.ts";
import type { ChainPlan } from "./planChain.ts";

export type CheckDeployerParameters = {
  config: Config;
  /** Where the configuration is from, for messages. */
  configFile: string;
  connection: Connection;
  plan: ChainPlan;
};

/** Who is needed on a chain, for messages: the deployer until it has handed over, then governance's admin. */
export async function describeRightful(parameters: Omit<CheckDeployerParameters, "plan">): Promise<string> {
  const { config, configFile, connection } = parameters;
  const { admin } = config.governance;
  const isDeployer = config.deployer !== admin && (await isAdministeredByDeployer(config, connection));
  return isDeployer ? `${config.deployer}, the deployer in ${configFile}` : `${admin}, the admin in ${configFile}`;
}

async function isAdministeredByDeployer(config: Config, { client }: Connection): Promise<boolean> {
  const { address } = planContracts(config).accessManager;
  if ((await client.getCode({ address })) === undefined) return true;
  const adminRole = 0n;
  const [isMember] = await client.readContract({
    ...{ address, abi: accessManagerAbi, functionName: "hasRole", args: [adminRole, config.deployer] },
  } as const);
  return isMember;
}

/** Whether an account may take all steps of a plan. */
export function isPermitted({ calls }: ChainPlan): boolean {
  return calls.every(({ act }) => act !== "refuse");
}

/**
 * The refusal of an account that may not carry out a plan.
 *
 * @param deployer Whose key was given.
 */
export async function refuseDeployer(parameters: CheckDeployerParameters, deployer: Address): Promise<InputError> {
  const { connection, plan } = parameters;
  const step = plan.calls.find(({ act }) => act === "refuse")!.text;
  return new InputError(
    `DEPLOYER_PRIVATE_KEY is the key of ${deployer}, which may not ${step} on chain ${connection.chain.id}: give the key of ${await describeRightful(parameters)}.`,
  );
}

/**
 * Checks that an account can pay.
 *
 * @throws {InputError} If it has no coins.
 */
export async function checkFunds({ chain, client }: Connection, deployer: Address): Promise<void> {
  if ((await client.getBalance({ address: deployer })) === 0n) {
    throw new InputError(`chain ${chain.id}: ${deployer} has nothing to pay gas with: send it some coins.`);
  }
}

/** What is left for another account, in one line. */
export async function describeLeft(parameters: CheckDeployerParameters): Promise<string> {
  const { connection, plan } = parameters;
  const steps = describePlan(plan).join(", ");
  return `chain ${connection.chain.id}: still to do: ${steps}: run the command again with the key of ${await describeRightful(parameters)}.`;
}
