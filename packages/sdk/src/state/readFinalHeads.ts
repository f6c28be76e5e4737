import { channel, checkpoint, entry } from "@concert/types/tables";
import { and, desc, eq, gt, lte, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import type { Snapshot } from "./connectState.ts";
import type { Channel } from "./readChannels.ts";

export type ReadFinalHeadsParameters = {
  /** Id of the hub's chain. */
  hubChain: bigint;
  /** That of the receivers. */
  gateway: Address;
};

/** A head, and the final blocks at whose end it was its sender's. */
export type FinalHead = Pick<Channel, "chainId" | "direction" | "acceptedCount"> & {
  /** In the channel. */
  position: bigint;
  head: Hex;
  firstBlock: bigint;
  lastBlock: bigint;
};

/**
 * Reads, of each channel whose receiver has the gateway, the head at the end of the sender's latest final block, if the
 * receiver has not accepted it: what can be proven of the channel, dispatched or not.
 */
export async function readFinalHeads(
  snapshot: Snapshot,
  { hubChain, gateway }: ReadFinalHeadsParameters,
): Promise<FinalHead[]> {
  const last = snapshot
    .select({ position: entry.position, head: entry.head, queuedBlockNumber: entry.queuedBlockNumber })
    .from(entry)
    .where(
      and(
        eq(entry.chainId, channel.chainId),
        eq(entry.direction, channel.direction),
        gt(entry.position, channel.acceptedCount),
        lte(entry.queuedBlockNumber, checkpoint.finalBlockNumber),
      ),
    )
    .orderBy(desc(entry.position))
    .limit(1)
    .as("last");
  return await snapshot
    .select({
      chainId: channel.chainId,
      direction: channel.direction,
      acceptedCount: channel.acceptedCount,
      position: last.position,
      head: last.head,
      firstBlock: last.queuedBlockNumber,
      // Whatever comes next is in a later block.
      lastBlock: sql`${checkpoint.finalBlockNumber}`.mapWith(checkpoint.finalBlockNumber),
    })
    .from(channel)
    .innerJoin(
      checkpoint,
      eq(
        checkpoint.chainId,
        sql`case ${channel.direction} when 'report' then ${channel.chainId} else ${`${hubChain}`}::uint64 end`,
      ),
    )
    .crossJoinLateral(last)
    .where(eq(channel.receiverGateway, gateway.toLowerCase() as Address))
    .orderBy(channel.chainId, channel.direction);
}
