import { join } from "node:path";
import { decodeAbiParameters, keccak256, size, slice } from "viem";
import { expect, test } from "vitest";
import devnet from "../../deployments/devnet.json" with { type: "json" };
import { loadConfig } from "../config/loadConfig.ts";
import { deputiesBytecode, resolverBytecode, spokeBytecode } from "../generated/bytecode.ts";
import { describeDeployment } from "./describeDeployment.ts";
import { create2Deployer, planContracts } from "./planContracts.ts";

const config = await loadConfig(join(import.meta.dirname, "../../../../concert.config.ts"));

test("the committed record of the default devnet is that of its configuration", () => {
  const chains = config.chains.map(({ id }) => ({ id, startBlock: 0 }));
  expect(describeDeployment(config, chains)).toEqual(devnet);
});

test("the spoke is made for the hub, wherever it is deployed", () => {
  const { accessManager, hub, spoke } = planContracts(config);
  const constructorArguments = slice(spoke.initCode, size(spokeBytecode));
  expect(
    decodeAbiParameters(
      [{ type: "uint64" }, { type: "address" }, { type: "uint64" }, { type: "address" }],
      constructorArguments,
    ),
  ).toEqual([BigInt(config.hub), hub.address, BigInt(config.heartbeatSpacing), accessManager.address]);
});

test("deputies fill at the spoke, the resolver knows the hub, whose chain alone has it", () => {
  const { accessManager, hub, spoke, deputies, resolver } = planContracts(config);
  expect(decodeAbiParameters([{ type: "address" }], slice(deputies.initCode, size(deputiesBytecode)))).toEqual([
    spoke.address,
  ]);
  expect(
    decodeAbiParameters(
      [{ type: "uint64" }, { type: "address" }, { type: "address" }],
      slice(resolver.initCode, size(resolverBytecode)),
    ),
  ).toEqual([BigInt(config.hub), hub.address, accessManager.address]);
  expect([deputies.onHubChainOnly, resolver.onHubChainOnly]).toEqual([false, true]);
});

test("every chain has every gateway but the loopback", () => {
  const contracts = planContracts(config);
  const { loopbackGateway, attestedGateway, proofGateway, attestedHeaderOracle, quorumGateway } = contracts;
  expect(loopbackGateway.onHubChainOnly).toBe(true);
  for (const gateway of [attestedGateway, proofGateway, attestedHeaderOracle, quorumGateway]) {
    const { onHubChainOnly, initCode, bytecode } = gateway;
    expect(onHubChainOnly).toBe(false);
    expect(decodeAbiParameters([{ type: "address" }], slice(initCode, size(bytecode)))).toEqual([
      contracts.accessManager.address,
    ]);
  }
});

test("an address is that of CREATE2", () => {
  const { hub } = planContracts(config);
  // keccak256(0xff ++ deployer ++ salt ++ keccak256(initCode))[12:]
  const preimage = `0xff${create2Deployer.slice(2)}${hub.salt.slice(2)}${keccak256(hub.initCode).slice(2)}` as const;
  expect(hub.address.toLowerCase()).toBe(slice(keccak256(preimage), 12));
});

test("a name, a deployer, a hub's chain, a heartbeat spacing make other addresses", () => {
  const others = [
    config,
    { ...config, name: "other" },
    { ...config, deployer: config.attesters.addresses[0]! },
    { ...config, hub: 31338 },
    { ...config, heartbeatSpacing: 3 },
  ];
  expect(new Set(others.map((other) => planContracts(other).spoke.address)).size).toBe(others.length);
});
