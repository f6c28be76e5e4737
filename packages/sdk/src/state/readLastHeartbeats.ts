import { entry } from "@concert/types/tables";
import { and, desc, eq } from "drizzle-orm";
import type { Snapshot } from "./connectState.ts";

/** The last word of a chain on what its gas costs. */
export type LastHeartbeat = {
  chainId: bigint;
  /** In wei. */
  gasPrice: bigint;
  /** Seconds of the chain's clock. */
  timestamp: bigint;
};

/** Reads the heartbeat that each spoke queued last, whether or not the hub has it. */
export async function readLastHeartbeats(snapshot: Snapshot): Promise<LastHeartbeat[]> {
  const rows = await snapshot
    .selectDistinctOn([entry.chainId], {
      chainId: entry.chainId,
      gasPrice: entry.gasPrice,
      timestamp: entry.timestamp,
    })
    .from(entry)
    .where(and(eq(entry.direction, "report"), eq(entry.kind, "heartbeat")))
    .orderBy(entry.chainId, desc(entry.position));
  return rows.map(({ chainId, gasPrice, timestamp }) => ({
    chainId,
    gasPrice: gasPrice ?? 0n,
    timestamp: timestamp ?? 0n,
  }));
}
