import { channel, message } from "@concert/types/tables";
import { and, desc, eq, exists, isNotNull, isNull, sql } from "drizzle-orm";
import type { Snapshot } from "./connectState.ts";

/** A head that was handed to an attested gateway. */
export type SentMessage = typeof message.$inferSelect;

/**
 * Reads, of each channel, the furthest head that was sent in a final block over the attested gateway that both ends have
 * now, and that the receiver has not accepted: it stands in for the earlier ones. What an attester signs it must read from
 * its own provider all the same.
 */
export async function readDueMessages(snapshot: Snapshot): Promise<SentMessage[]> {
  return await snapshot
    .selectDistinctOn([message.chainId, message.direction])
    .from(message)
    .where(
      and(
        eq(message.final, true),
        eq(message.accepted, false),
        isNull(message.executedAt),
        isNotNull(message.position),
        exists(
          snapshot
            .select({ one: sql`1` })
            .from(channel)
            .where(
              and(
                eq(channel.chainId, message.chainId),
                eq(channel.direction, message.direction),
                eq(channel.senderGateway, message.gateway),
                eq(channel.receiverGateway, message.gateway),
              ),
            ),
        ),
      ),
    )
    .orderBy(message.chainId, message.direction, desc(message.position), message.blockNumber, message.logIndex);
}
