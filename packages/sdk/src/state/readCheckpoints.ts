import { checkpoint } from "@concert/types/tables";
import type { Snapshot } from "./connectState.ts";

/** How far each chain is indexed, by ascending chain id. */
export async function readCheckpoints(snapshot: Snapshot): Promise<(typeof checkpoint.$inferSelect)[]> {
  return await snapshot.select().from(checkpoint).orderBy(checkpoint.chainId);
}
