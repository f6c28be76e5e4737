import { message } from "@concert/types/tables";
import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import type { Snapshot } from "./connectState.ts";

/** A head that was handed to an attested gateway. */
export type SentMessage = typeof message.$inferSelect;

/**
 * Reads the messages whose heads no receiver has accepted yet, the furthest of a channel first. Only the furthest that
 * is final is worth carrying, since a later head stands in for the earlier ones.
 */
export async function readUnacceptedMessages(snapshot: Snapshot): Promise<SentMessage[]> {
  return await snapshot
    .select()
    .from(message)
    .where(and(eq(message.accepted, false), isNull(message.executedAt), isNotNull(message.position)))
    .orderBy(message.chainId, message.direction, desc(message.position), message.blockNumber, message.logIndex);
}
