import {
  type ChainConfig,
  type Config,
  type ContractAddresses,
  type DeployedChain,
  type FeePolicy,
  hubAbi,
  InputError,
  spokeAbi,
} from "@concert/types";
import type { PlannedContract, PlannedVault } from "@concert/types/bytecode";
import { encodeFunctionData, isAddressEqual, parseEther, zeroAddress } from "viem";
import type { Step } from "../governance/decideCalls.ts";
import type { Connection } from "./connectChain.ts";
import { gatewayOf } from "./gatewayOf.ts";
import { planGateways } from "./planGateways.ts";
import { planResolver } from "./planResolver.ts";

export type ComparedChain = {
  config: Config;
  connection: Connection;
  deployed: DeployedChain;
  contracts: Record<keyof ContractAddresses, PlannedContract>;
  /** Of the hub's chain. */
  vaults: readonly PlannedVault[];
  /** Whether the chain has the contract. */
  isThere: (name: keyof ContractAddresses) => boolean;
};

/**
 * What a chain's contracts have yet to be told: what gateways trust before the routes that lead over them, the bounds
 * of fees before the routes that make the first one known, and routes before the resolver is told of them.
 *
 * @throws {InputError} If the wrapped native token is another one already.
 */
export async function planConfiguration(compared: ComparedChain): Promise<Step[]> {
  const steps = await Promise.all([
    planGateways(compared),
    planFeePolicies(compared),
    planHubRoutes(compared),
    planSpokeRoute(compared),
    planWrappedNative(compared),
    planResolver(compared),
  ]);
  return steps.flat();
}

async function planFeePolicies({ config, connection, contracts, isThere }: ComparedChain): Promise<Step[]> {
  const { client, chain } = connection;
  if (chain.id !== config.hub) return [];
  const target = contracts.hub.address;
  const steps = await Promise.all(
    config.chains.map(async (each): Promise<Step | undefined> => {
      const policy = feePolicyOf(each);
      const [minimum, maximum, rate] = isThere("hub")
        ? await client.readContract({
            address: target,
            abi: hubAbi,
            functionName: "feePolicy",
            args: [BigInt(each.id)],
          })
        : [0n, 0n, 0n];
      if (policy.minimum === minimum && policy.maximum === maximum && policy.rate === rate) return undefined;
      const data = encodeFunctionData({ abi: hubAbi, functionName: "setFeePolicy", args: [BigInt(each.id), policy] });
      const text = `keep the entry fee of chain ${each.id} between ${policy.minimum} and ${policy.maximum} gwei`;
      return { text, target, data };
    }),
  );
  return steps.filter((step) => step !== undefined);
}

/** Without a policy, entries are free. */
function feePolicyOf({ feePolicy }: ChainConfig): FeePolicy {
  if (feePolicy === undefined) return { minimum: 0n, maximum: 0n, rate: 0n };
  const { minimum, maximum, rate } = feePolicy;
  return { minimum: BigInt(minimum), maximum: BigInt(maximum), rate: parseEther(rate) };
}

async function planHubRoutes(compared: ComparedChain): Promise<Step[]> {
  const { config, connection, contracts, isThere } = compared;
  const { client, chain } = connection;
  if (chain.id !== config.hub) return [];
  const target = contracts.hub.address;
  const spoke = contracts.spoke.address;
  const steps = await Promise.all(
    config.chains.map(async (each): Promise<Step | undefined> => {
      const { id } = each;
      const gateway = gatewayOf(compared, each);
      const [currentGateway, currentSpoke] = isThere("hub")
        ? await client.readContract({ address: target, abi: hubAbi, functionName: "route", args: [BigInt(id)] })
        : [zeroAddress, zeroAddress];
      if (isAddressEqual(currentGateway, gateway) && isAddressEqual(currentSpoke, spoke)) return undefined;
      const data = encodeFunctionData({ abi: hubAbi, functionName: "setRoute", args: [BigInt(id), gateway, spoke] });
      return { text: `set the hub's route to chain ${id} over ${gateway}`, target, data };
    }),
  );
  return steps.filter((step) => step !== undefined);
}

async function planSpokeRoute(compared: ComparedChain): Promise<Step[]> {
  const { config, connection, contracts, isThere } = compared;
  const { client, chain } = connection;
  const gateway = gatewayOf(compared, chain);
  const target = contracts.spoke.address;
  const [current] = isThere("spoke")
    ? await client.readContract({ address: target, abi: spokeAbi, functionName: "route", args: [BigInt(config.hub)] })
    : [zeroAddress];
  if (isAddressEqual(current, gateway)) return [];
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "setRoute", args: [gateway] });
  return [{ text: `set the spoke's route to the hub over ${gateway}`, target, data }];
}

async function planWrappedNative({ connection, contracts, isThere }: ComparedChain): Promise<Step[]> {
  const { client, chain } = connection;
  const { wrappedNative } = chain;
  if (wrappedNative === undefined) return [];
  const target = contracts.spoke.address;
  const current = isThere("spoke")
    ? await client.readContract({ address: target, abi: spokeAbi, functionName: "wrappedNative" })
    : zeroAddress;
  if (isAddressEqual(current, wrappedNative)) return [];
  if (current !== zeroAddress) {
    throw new InputError(
      `chain ${chain.id}: the spoke's wrapped native token is ${current} for good, not ${wrappedNative}: give that one.`,
    );
  }
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "setWrappedNative", args: [wrappedNative] });
  return [{ text: `make ${wrappedNative} the wrapped native token`, target, data }];
}
