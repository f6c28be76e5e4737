import {
  attestedGatewayAbi,
  type Config,
  type ContractAddresses,
  type DeployedChain,
  hubAbi,
  InputError,
  spokeAbi,
} from "@concert/types";
import { create2Deployer, type PlannedContract, planContracts } from "@concert/types/bytecode";
import { type Address, type Hex, isAddressEqual, size, zeroAddress } from "viem";
import type { Connection } from "./connectChain.ts";

/** What a chain still needs, by the acts of `contracts/script`. */
export type ChainPlan = {
  deployContract: { name: keyof ContractAddresses; target: Address; salt: Hex; initCode: Hex }[];
  setAttesters: { gateway: Address; sourceChain: number; attesters: readonly Address[]; threshold: number }[];
  setSpokeRoute: { spoke: Address; gateway: Address }[];
  setHubRoute: { hub: Address; chain: number; gateway: Address; spoke: Address }[];
};

export type PlanChainParameters = {
  config: Config;
  connection: Connection;
  deployed: DeployedChain;
};

type Contracts = Record<keyof ContractAddresses, PlannedContract>;
type IsThere = (contract: PlannedContract) => boolean;

/**
 * Compares a chain with the configuration.
 *
 * @throws {InputError} If other code is at an address of ours, or contracts cannot be deployed there.
 */
export async function planChain(parameters: PlanChainParameters): Promise<ChainPlan> {
  const contracts = planContracts(parameters.config);
  const deployContract = await planDeployments(parameters, contracts);
  const missing = new Set(deployContract.map(({ target }) => target));
  const isThere = (contract: PlannedContract) => !missing.has(contract.address);
  const [setAttesters, setSpokeRoute, setHubRoute] = await Promise.all([
    planAttesters(parameters, contracts, isThere),
    planSpokeRoute(parameters, contracts, isThere),
    planHubRoutes(parameters, contracts, isThere),
  ]);
  return { deployContract, setAttesters, setSpokeRoute, setHubRoute };
}

async function planDeployments(
  { config, connection }: PlanChainParameters,
  contracts: Contracts,
): Promise<ChainPlan["deployContract"]> {
  const { client, chain } = connection;
  const names = (Object.keys(contracts) as (keyof ContractAddresses)[]).filter(
    (name) => chain.id === config.hub || !contracts[name].onHubChainOnly,
  );
  const planned = await Promise.all(
    names.map(async (name) => {
      const { address, salt, initCode } = contracts[name];
      const code = await client.getCode({ address });
      if (code === undefined) return { name, target: address, salt, initCode };
      if (isCodeOf(contracts[name], code)) return undefined;
      throw new InputError(
        `chain ${chain.id}: the code at ${address} is not that of ${name}, whose address it is: give the configuration another name, and the contracts other addresses with it.`,
      );
    }),
  );
  const missing = planned.filter((plan) => plan !== undefined);
  if (missing.length !== 0 && (await client.getCode({ address: create2Deployer })) === undefined) {
    throw new InputError(
      `chain ${chain.id}: there is no CREATE2 deployer at ${create2Deployer}: deploy it there first (github.com/Arachnid/deterministic-deployment-proxy).`,
    );
  }
  return missing;
}

/** Deployed code, its immutables blanked, is the part of the creation bytecode that the constructor returns. */
function isCodeOf({ bytecode, deployedCode }: PlannedContract, code: Hex): boolean {
  if (size(code) !== deployedCode.size) return false;
  let blanked = code.slice(2);
  for (const [start, length] of deployedCode.immutables) {
    blanked = blanked.slice(0, 2 * start) + "00".repeat(length) + blanked.slice(2 * (start + length));
  }
  return bytecode.includes(blanked);
}

/** On a spoke's chain messages come from the hub's, on the hub's chain from all others. */
async function planAttesters(
  { config, connection, deployed }: PlanChainParameters,
  contracts: Contracts,
  isThere: IsThere,
): Promise<ChainPlan["setAttesters"]> {
  const { client, chain } = connection;
  const { attestedGateway } = contracts;
  const gateway = attestedGateway.address;
  const { threshold, addresses: attesters } = config.attesters;
  const sources = (chain.id === config.hub ? config.chains.map(({ id }) => id) : [config.hub]).filter(
    (source) => source !== chain.id,
  );
  const plans = sources.map((sourceChain) => ({ gateway, sourceChain, attesters, threshold }));
  if (!isThere(attestedGateway)) return plans;

  // The gateway does not list its attesters, its events do.
  const events = await client.getContractEvents({
    address: gateway,
    abi: attestedGatewayAbi,
    eventName: "AttestersSet",
    fromBlock: BigInt(deployed.startBlock),
    strict: true,
  });
  return plans.filter(({ sourceChain }) => {
    const last = events.findLast(({ args }) => args.sourceChain === BigInt(sourceChain));
    return (
      last === undefined ||
      last.args.threshold !== threshold ||
      last.args.attesters.length !== attesters.length ||
      !last.args.attesters.every((attester, index) => isAddressEqual(attester, attesters[index]!))
    );
  });
}

async function planSpokeRoute(
  { config, connection }: PlanChainParameters,
  contracts: Contracts,
  isThere: IsThere,
): Promise<ChainPlan["setSpokeRoute"]> {
  const { client, chain } = connection;
  const gateway = gatewayOf(contracts, config, chain.id);
  const spoke = contracts.spoke.address;
  const [current] = isThere(contracts.spoke)
    ? await client.readContract({ address: spoke, abi: spokeAbi, functionName: "route", args: [BigInt(config.hub)] })
    : [zeroAddress];
  return isAddressEqual(current, gateway) ? [] : [{ spoke, gateway }];
}

async function planHubRoutes(
  { config, connection }: PlanChainParameters,
  contracts: Contracts,
  isThere: IsThere,
): Promise<ChainPlan["setHubRoute"]> {
  const { client, chain } = connection;
  if (chain.id !== config.hub) return [];
  const hub = contracts.hub.address;
  const spoke = contracts.spoke.address;
  const plans = await Promise.all(
    config.chains.map(async ({ id }) => {
      const gateway = gatewayOf(contracts, config, id);
      const [currentGateway, currentSpoke] = isThere(contracts.hub)
        ? await client.readContract({ address: hub, abi: hubAbi, functionName: "route", args: [BigInt(id)] })
        : [zeroAddress, zeroAddress];
      const isSet = isAddressEqual(currentGateway, gateway) && isAddressEqual(currentSpoke, spoke);
      return isSet ? undefined : { hub, chain: id, gateway, spoke };
    }),
  );
  return plans.filter((plan) => plan !== undefined);
}

/** Between the hub and its own chain's spoke nothing needs an attestation. */
function gatewayOf(contracts: Contracts, config: Config, chain: number): Address {
  return chain === config.hub ? contracts.loopbackGateway.address : contracts.attestedGateway.address;
}
