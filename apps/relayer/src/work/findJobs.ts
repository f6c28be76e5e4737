import { readChannels, readCheckpoints, type Snapshot } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import { findDecisions } from "./findDecisions.ts";
import { findDeliveries } from "./findDeliveries.ts";
import { findDispatches } from "./findDispatches.ts";
import { findHeartbeats } from "./findHeartbeats.ts";
import { findMessages } from "./findMessages.ts";
import type { Job } from "./Job.ts";

/** What there is to do, and the block that each chain is indexed to. */
export type Work = {
  jobs: Job[];
  /** By chain id. */
  indexedBlocks: ReadonlyMap<bigint, bigint>;
};

/** Finds out of one cut what there is to do on every chain. */
export async function findJobs(snapshot: Snapshot, contracts: Contracts): Promise<Work> {
  const checkpoints = await readCheckpoints(snapshot);
  const channels = await readChannels(snapshot);
  const jobs = [
    await findDecisions(snapshot, contracts),
    await findDeliveries(snapshot, contracts, channels),
    await findMessages(snapshot, contracts),
    await findHeartbeats(snapshot, contracts, checkpoints),
    findDispatches(contracts, channels),
  ].flat();
  return { jobs, indexedBlocks: new Map(checkpoints.map(({ chainId, blockNumber }) => [chainId, blockNumber])) };
}
