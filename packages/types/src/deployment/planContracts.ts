import {
  type AbiParameter,
  type Address,
  concat,
  encodeAbiParameters,
  getContractAddress,
  getCreate2Address,
  type Hex,
  keccak256,
  toBytes,
} from "viem";
import type { Config } from "../config/Config.ts";
import {
  accessManagerBytecode,
  attestedGatewayBytecode,
  attestedHeaderOracleBytecode,
  deployedCode,
  deputiesBytecode,
  hubBytecode,
  loopbackGatewayBytecode,
  proofGatewayBytecode,
  quorumGatewayBytecode,
  resolverBytecode,
  spokeBytecode,
} from "../generated/bytecode.ts";
import type { ContractAddresses } from "./Deployment.ts";

/** How a contract comes to its address: `create2Deployer` is called with the salt, followed by the init code. */
export type PlannedContract = {
  address: Address;
  salt: Hex;
  /** Creation bytecode, followed by the constructor's arguments. */
  initCode: Hex;
  /** Whether only the hub's chain has it. */
  onHubChainOnly: boolean;
  /** Creation bytecode alone. */
  bytecode: Hex;
  /** The code that it will have: its size, and where its immutables are, in bytes. */
  deployedCode: { size: number; immutables: readonly (readonly [start: number, length: number])[] };
};

/** The deterministic deployment proxy, which is at this address on nearly every EVM chain. */
export const create2Deployer: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

/** The ledger is the first contract that a hub creates. */
export function ledgerOf(hub: Address): Address {
  return getContractAddress({ from: hub, nonce: 1n });
}

/**
 * The contracts of a deployment, in the order in which their constructors need them. Their addresses follow from the
 * configuration's name, hub chain, deployer and heartbeat spacing, and from the committed bytecode.
 */
export function planContracts(
  config: Pick<Config, "name" | "hub" | "deployer" | "heartbeatSpacing">,
): Record<keyof ContractAddresses, PlannedContract> {
  const salt = keccak256(toBytes(config.name));
  const plan = (
    name: keyof ContractAddresses,
    bytecode: Hex,
    constructorArguments: readonly [type: string, value: unknown][],
  ): PlannedContract => {
    const types = constructorArguments.map(([type]): AbiParameter => ({ type }));
    const values = constructorArguments.map(([, value]) => value);
    const initCode = concat([bytecode, encodeAbiParameters(types, values)]);
    const address = getCreate2Address({ from: create2Deployer, salt, bytecode: initCode });
    const onHubChainOnly = name === "hub" || name === "loopbackGateway" || name === "resolver";
    return { address, salt, initCode, onHubChainOnly, bytecode, deployedCode: deployedCode[name] };
  };

  const accessManager = plan("accessManager", accessManagerBytecode, [["address", config.deployer]]);
  const manager = ["address", accessManager.address] as [string, unknown];
  const attestedGateway = plan("attestedGateway", attestedGatewayBytecode, [manager]);
  const loopbackGateway = plan("loopbackGateway", loopbackGatewayBytecode, []);
  const proofGateway = plan("proofGateway", proofGatewayBytecode, [manager]);
  const attestedHeaderOracle = plan("attestedHeaderOracle", attestedHeaderOracleBytecode, [manager]);
  const quorumGateway = plan("quorumGateway", quorumGatewayBytecode, [manager]);
  const hub = plan("hub", hubBytecode, [manager]);
  const spoke = plan("spoke", spokeBytecode, [
    ["uint64", BigInt(config.hub)],
    ["address", hub.address],
    ["uint64", BigInt(config.heartbeatSpacing)],
    manager,
  ]);
  const deputies = plan("deputies", deputiesBytecode, [["address", spoke.address]]);
  const resolver = plan("resolver", resolverBytecode, [
    ["uint64", BigInt(config.hub)],
    ["address", hub.address],
    manager,
  ]);
  const gateways = { attestedGateway, loopbackGateway, proofGateway, attestedHeaderOracle, quorumGateway };
  return { accessManager, ...gateways, hub, spoke, deputies, resolver };
}
