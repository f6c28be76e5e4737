import type { Deployment } from "./Deployment.ts";

/** A deployment's record as JSON. */
export function formatDeployment(deployment: Deployment): string {
  const { name, hubChain, accessManager, attestedGateway, loopbackGateway } = deployment;
  const { proofGateway, attestedHeaderOracle, quorumGateway, hub, ledger, spoke } = deployment;
  const { deputies, resolver, vaults, chains } = deployment;
  const record = {
    name,
    hubChain,
    accessManager,
    attestedGateway,
    loopbackGateway,
    proofGateway,
    attestedHeaderOracle,
    quorumGateway,
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
