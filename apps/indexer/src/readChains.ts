import { type Config, type Deployment, InputError } from "@concert/types";
import type { ContractName } from "@concert/types/tables";
import type { IndexedChain } from "./source/IndexedChain.ts";

/**
 * The chains to index: those of the configuration, where the deployment put the contracts.
 *
 * @throws {InputError} If the deployment is of another hub, or lacks a chain.
 */
export function readChains(config: Config, deployment: Deployment): IndexedChain[] {
  if (config.name !== deployment.name || config.hub !== deployment.hubChain) {
    throw new InputError(
      `the deployment is ${deployment.name} with its hub on chain ${deployment.hubChain}, but the configuration is ${config.name} with its hub on chain ${config.hub}: give the deployment of this configuration.`,
    );
  }
  return config.chains.map((chain) => {
    const deployed = deployment.chains.find(({ id }) => id === chain.id);
    if (deployed === undefined) {
      throw new InputError(
        `chain ${chain.id} (${chain.name}) is in the configuration but not in the deployment: run "concert deploy".`,
      );
    }
    return {
      chainId: BigInt(chain.id),
      name: chain.name,
      rpcUrls: chain.rpcUrls,
      finality: chain.finality,
      startBlock: BigInt(chain.startBlock ?? deployed.startBlock),
      genesisHash: deployed.genesisHash?.toLowerCase(),
      contracts: contractsOf(deployment, chain.id),
      sender: (chain.id === deployment.hubChain ? deployment.spoke : deployment.hub).toLowerCase(),
      receiptsRoot: chain.receiptsRoot,
      logsBloom: chain.logsBloom,
      everyHeader: chain.everyHeader,
      compareProviders: chain.compareProviders,
      requestsPerSecond: chain.requestsPerSecond,
    };
  });
}

function contractsOf(deployment: Deployment, chainId: number): ReadonlyMap<string, ContractName> {
  const { spoke, attestedGateway, attestedHeaderOracle, proofGateway, quorumGateway, hub, ledger, vaults } = deployment;
  const contracts: [string, ContractName][] = [
    [spoke, "spoke"],
    [attestedGateway, "attested_gateway"],
    [attestedHeaderOracle, "attested_header_oracle"],
    [proofGateway, "proof_gateway"],
    [quorumGateway, "quorum_gateway"],
  ];
  if (chainId === deployment.hubChain) {
    contracts.push([hub, "hub"], [deployment.loopbackGateway, "loopback_gateway"], [ledger, "ledger"]);
    for (const { asset, address } of vaults) contracts.push([address, `vault_${asset}`]);
  }
  return new Map(contracts.map(([address, name]) => [address.toLowerCase(), name]));
}
