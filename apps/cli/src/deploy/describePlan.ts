import { describeCall } from "../governance/decideCalls.ts";
import type { ChainPlan } from "./planChain.ts";

/** The steps of a plan that are still to be taken, in their order. */
export function describePlan({ deployContract, calls }: ChainPlan): string[] {
  return [
    ...deployContract.map(({ name, target }) => `deploy ${name} at ${target}`),
    ...calls.filter(({ act }) => act !== "wait").map(describeCall),
  ];
}

/** The steps that were announced, and have to wait. */
export function describeWaiting({ calls }: ChainPlan): string[] {
  return calls.filter(({ act }) => act === "wait").map(describeCall);
}
