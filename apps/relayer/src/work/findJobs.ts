import { readChannels, readCheckpoints, type Snapshot } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import { decideWhatArrives } from "./decideWhatArrives.ts";
import { findCalls } from "./findCalls.ts";
import { findDecisions } from "./findDecisions.ts";
import { findDeliveries } from "./findDeliveries.ts";
import { findDispatches } from "./findDispatches.ts";
import { type FindFeesParameters, findFees } from "./findFees.ts";
import { findFills } from "./findFills.ts";
import { findHeartbeats } from "./findHeartbeats.ts";
import { findMessages } from "./findMessages.ts";
import { findProofs } from "./findProofs.ts";
import { findVotes } from "./findVotes.ts";
import type { Job } from "./Job.ts";

/** What there is to do, and the block that each chain is indexed to. */
export type Work = {
  jobs: Job[];
  /** By chain id. */
  indexedBlocks: ReadonlyMap<bigint, bigint>;
};

export type FindJobsParameters = FindFeesParameters & {
  contracts: Contracts;
  /** Most gas that a call which is run for nothing may use. */
  callGas: bigint;
};

/** Finds out of one cut what there is to do on every chain. */
export async function findJobs(snapshot: Snapshot, parameters: FindJobsParameters): Promise<Work> {
  const { contracts, callGas } = parameters;
  const checkpoints = await readCheckpoints(snapshot);
  const channels = await readChannels(snapshot);
  const jobs = [
    await findDecisions(snapshot, contracts),
    await findFills(snapshot, contracts),
    await decideWhatArrives(snapshot, contracts, await findDeliveries(snapshot, contracts, channels)),
    await findMessages(snapshot, contracts),
    await findVotes(snapshot, contracts),
    await findProofs(snapshot, contracts),
    await findHeartbeats(snapshot, contracts, checkpoints),
    findDispatches(contracts, channels),
    await findCalls(snapshot, contracts, callGas),
    await findFees(snapshot, contracts, checkpoints, parameters),
  ].flat();
  return {
    jobs: withoutRepeated(jobs),
    indexedBlocks: new Map(checkpoints.map(({ chainId, blockNumber }) => [chainId, blockNumber])),
  };
}

/** A heartbeat may be wanted for two reasons. */
function withoutRepeated(jobs: readonly Job[]): Job[] {
  return [...new Map(jobs.toReversed().map((job) => [job.key, job])).values()].toReversed();
}
