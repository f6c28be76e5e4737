import { entry } from "@concert/types/tables";
import { and, asc, eq, gt } from "drizzle-orm";
import type { Snapshot } from "./connectState.ts";
import type { Channel } from "./readChannels.ts";

export type ReadEntriesParameters = Pick<Channel, "chainId" | "direction"> & {
  /** Position after which to begin; the first entry has position 1. */
  after: bigint;
  /** Most entries to read. */
  limit: number;
};

/** An entry of a channel. */
export type Entry = typeof entry.$inferSelect;

/** Reads a channel's entries in order, without a gap. */
export async function readEntries(snapshot: Snapshot, parameters: ReadEntriesParameters): Promise<Entry[]> {
  const { chainId, direction, after, limit } = parameters;
  return await snapshot
    .select()
    .from(entry)
    .where(and(eq(entry.chainId, chainId), eq(entry.direction, direction), gt(entry.position, after)))
    .orderBy(asc(entry.position))
    .limit(limit);
}
