import { accessManagerAbi, type Config, InputError } from "@concert/types";
import type { PlannedContract } from "@concert/types/bytecode";
import { type Address, isAddressEqual } from "viem";
import type { Connection } from "./connectChain.ts";
import type { ChainPlan } from "./planChain.ts";

export type CheckDeployerParameters = {
  config: Config;
  /** Where the configuration is from, for messages. */
  configFile: string;
  accessManager: PlannedContract;
  connection: Connection;
  plan: ChainPlan;
  /** Who is to carry out the plan. */
  deployer: Address;
};

/**
 * Checks that an account may and can carry out a plan.
 *
 * @throws {InputError} If it is no admin, or has no coins.
 */
export async function checkDeployer(parameters: CheckDeployerParameters): Promise<void> {
  const { config, configFile, connection, deployer } = parameters;
  const { chain, client } = connection;
  if (!(await isAdmin(parameters))) {
    throw new InputError(
      `DEPLOYER_PRIVATE_KEY is the key of ${deployer}, which is no admin on chain ${chain.id}: give the key of ${config.admin}, the admin in ${configFile}.`,
    );
  }
  if ((await client.getBalance({ address: deployer })) === 0n) {
    throw new InputError(`chain ${chain.id}: ${deployer} has nothing to pay gas with: send it some coins.`);
  }
}

async function isAdmin(parameters: CheckDeployerParameters): Promise<boolean> {
  const { config, accessManager, connection, plan, deployer } = parameters;
  const isNew = plan.deployContract.some(({ target }) => target === accessManager.address);
  if (isNew) return isAddressEqual(deployer, config.admin);
  const adminRole = 0n;
  const [isMember] = await connection.client.readContract({
    address: accessManager.address,
    abi: accessManagerAbi,
    functionName: "hasRole",
    args: [adminRole, deployer],
  });
  return isMember;
}
