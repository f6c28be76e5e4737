import type { Config, ContractAddresses, DeployedChain } from "@concert/types";
import { planContracts, planVaults } from "@concert/types/bytecode";
import type { Address, Hex } from "viem";
import { decideCalls, type PlannedCall } from "../governance/decideCalls.ts";
import type { Connection } from "./connectChain.ts";
import { planAssets } from "./planAssets.ts";
import { planConfiguration } from "./planConfiguration.ts";
import { planContractsOf } from "./planContractsOf.ts";
import { planRoles } from "./planRoles.ts";

/** What a chain still needs. */
export type ChainPlan = {
  /** In the order in which their constructors need them. */
  deployContract: ContractPlan[];
  /** Calls that follow, in their order. */
  calls: PlannedCall[];
  /** What can't be done yet, for people. */
  later: string[];
};

export type ContractPlan = { name: string; target: Address; salt: Hex; initCode: Hex };

export type PlanChainParameters = {
  config: Config;
  connection: Connection;
  deployed: DeployedChain;
  /** Who is to carry it out. */
  sender: Address;
};

/**
 * Compares a chain with the configuration. What the deployer configures comes before the roles that take the right to do
 * so from it.
 *
 * @throws {InputError} If other code is at an address of ours, contracts cannot be deployed there, or what is set once
 * is set otherwise.
 */
export async function planChain(parameters: PlanChainParameters): Promise<ChainPlan> {
  const { config, connection, deployed, sender } = parameters;
  const contracts = planContracts(config);
  const vaults = planVaults(config);
  const deployContract = await planContractsOf(config, connection, {
    ...contracts,
    ...Object.fromEntries(vaults.map((vault) => [`vault of asset ${vault.asset}`, vault])),
  });
  const missing = new Set<string>(deployContract.map(({ name }) => name));
  const compared = {
    config,
    connection,
    deployed,
    contracts,
    vaults,
    isThere: (name: keyof ContractAddresses) => !missing.has(name),
  };
  const assets = await planAssets(compared);
  const steps = [...(await planConfiguration(compared)), ...assets.steps, ...(await planRoles(compared))];
  const accessManager = missing.has("accessManager") ? undefined : contracts.accessManager.address;
  const calls = await decideCalls({
    client: connection.client,
    accessManager,
    deployer: config.deployer,
    sender,
    steps,
  });
  return { deployContract, calls, later: assets.later };
}
