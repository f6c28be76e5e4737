import { chain } from "@concert/types/tables";
import { asc } from "drizzle-orm";
import type { Snapshot } from "./connectState.ts";

/** What the hub knows of a spoke's chain, and has told its spoke. */
export type IndexedChain = typeof chain.$inferSelect;

/** Reads every chain that the hub knows, by ascending id. */
export async function readChains(snapshot: Snapshot): Promise<IndexedChain[]> {
  return await snapshot.select().from(chain).orderBy(asc(chain.chainId));
}
