import { entry } from "@concert/types/tables";
import { and, eq, gt, isNotNull, min } from "drizzle-orm";
import type { Snapshot } from "./connectState.ts";
import type { Channel } from "./readChannels.ts";

/** Reads the first position after `after` whose very head the receiver has accepted; undefined if there is none. */
export async function readNextAccepted(
  snapshot: Snapshot,
  { chainId, direction, after }: Pick<Channel, "chainId" | "direction"> & { after: bigint },
): Promise<bigint | undefined> {
  const [row] = await snapshot
    .select({ position: min(entry.position) })
    .from(entry)
    .where(
      and(
        eq(entry.chainId, chainId),
        eq(entry.direction, direction),
        gt(entry.position, after),
        isNotNull(entry.acceptedAt),
      ),
    );
  return row?.position ?? undefined;
}
