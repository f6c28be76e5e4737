import { channel } from "@concert/types/tables";
import type { Snapshot } from "./connectState.ts";

/** How far each channel has come: two per spoke's chain, one in each direction. */
export type Channel = typeof channel.$inferSelect;

/** Reads every channel, by ascending chain id. */
export async function readChannels(snapshot: Snapshot): Promise<Channel[]> {
  return await snapshot.select().from(channel).orderBy(channel.chainId, channel.direction);
}
