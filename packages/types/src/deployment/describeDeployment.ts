import type { Config } from "../config/Config.ts";
import type { DeployedChain, Deployment } from "./Deployment.ts";
import { ledgerOf, planContracts } from "./planContracts.ts";
import { planVaults } from "./planVaults.ts";

/** The record of a configuration's deployment. */
export function describeDeployment(config: Config, chains: readonly DeployedChain[]): Deployment {
  const contracts = planContracts(config);
  const { accessManager, attestedGateway, loopbackGateway, proofGateway, attestedHeaderOracle, quorumGateway } =
    contracts;
  const { hub, spoke, deputies, resolver } = contracts;
  return {
    name: config.name,
    hubChain: config.hub,
    accessManager: accessManager.address,
    attestedGateway: attestedGateway.address,
    loopbackGateway: loopbackGateway.address,
    proofGateway: proofGateway.address,
    attestedHeaderOracle: attestedHeaderOracle.address,
    quorumGateway: quorumGateway.address,
    hub: hub.address,
    ledger: ledgerOf(hub.address),
    spoke: spoke.address,
    deputies: deputies.address,
    resolver: resolver.address,
    vaults: planVaults(config).map(({ asset, address }) => ({ asset, address })),
    chains: chains.toSorted((a, b) => a.id - b.id),
  };
}
