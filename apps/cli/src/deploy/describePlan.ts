import type { ChainPlan } from "./planChain.ts";

/** The steps of a plan, in the order in which the script takes them. */
export function describePlan(plan: ChainPlan): string[] {
  return [
    ...plan.deployContract.map(({ name, target }) => `deploy ${name} at ${target}`),
    ...plan.setAttesters.map(
      ({ sourceChain, attesters, threshold }) =>
        `let ${threshold} of ${attesters.length} attesters vouch for chain ${sourceChain}`,
    ),
    ...plan.setHubRoute.map(({ chain, gateway }) => `set the hub's route to chain ${chain} over ${gateway}`),
    ...plan.setSpokeRoute.map(({ gateway }) => `set the spoke's route to the hub over ${gateway}`),
  ];
}
