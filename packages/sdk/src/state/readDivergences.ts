import { divergence } from "@concert/types/tables";
import { asc } from "drizzle-orm";
import type { Snapshot } from "./connectState.ts";

/** An event in which the two ends of a channel disagree. */
export type Divergence = typeof divergence.$inferSelect;

/** Reads where channels have diverged, or may have: by chain, block and log of the event that shows it. */
export async function readDivergences(snapshot: Snapshot): Promise<Divergence[]> {
  return await snapshot
    .select()
    .from(divergence)
    .orderBy(asc(divergence.seenChain), asc(divergence.blockNumber), asc(divergence.logIndex));
}
