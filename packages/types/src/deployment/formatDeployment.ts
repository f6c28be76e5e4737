import type { Deployment } from "./Deployment.ts";

/** A deployment's record as JSON. */
export function formatDeployment(deployment: Deployment): string {
  const { name, hubChain, accessManager, attestedGateway, loopbackGateway, hub, ledger, spoke } = deployment;
  const { deputies, resolver, vaults, chains } = deployment;
  const record = {
    name,
    hubChain,
    accessManager,
    attestedGateway,
    loopbackGateway,
    hub,
    ledger,
    spoke,
    deputies,
    resolver,
    vaults,
    chains,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}
