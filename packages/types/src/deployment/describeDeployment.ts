import type { Config } from "../config/Config.ts";
import type { DeployedChain, Deployment } from "./Deployment.ts";
import { planContracts } from "./planContracts.ts";

/** The record of a configuration's deployment. */
export function describeDeployment(config: Config, chains: readonly DeployedChain[]): Deployment {
  const { accessManager, attestedGateway, loopbackGateway, hub, spoke } = planContracts(config);
  return {
    name: config.name,
    hubChain: config.hub,
    accessManager: accessManager.address,
    attestedGateway: attestedGateway.address,
    loopbackGateway: loopbackGateway.address,
    hub: hub.address,
    spoke: spoke.address,
    chains: chains.toSorted((a, b) => a.id - b.id),
  };
}
