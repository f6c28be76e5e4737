import { channel, checkpoint, entry, headDispatched } from "@concert/types/tables";
import { and, desc, eq, gt, isNotNull, lte, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Address, Hex } from "viem";
import type { Snapshot } from "./connectState.ts";
import type { FinalHead } from "./readFinalHeads.ts";

export type ReadDispatchedHeadsParameters = {
  /** Id of the hub's chain. */
  hubChain: bigint;
  /** That of both ends. */
  gateway: Address;
};

/** A head that was handed to a gateway. */
export type DispatchedHead = Omit<FinalHead, "lastBlock"> & {
  /** The last final block at whose end it was its sender's: null if another entry was queued in the same block. */
  lastBlock: bigint | null;
  /** The gateway's id of the message, and the block in which it was sent. */
  sendId: Hex;
  sentBlock: bigint;
};

/** Most messages that are read of a channel: an earlier head stands for less. */
const messageLimit = 16;

/**
 * Reads, of each channel whose ends have the gateway, the furthest heads that were handed to it in final blocks and that
 * the receiver has not accepted, the furthest first, each with the latest message.
 */
export async function readDispatchedHeads(
  snapshot: Snapshot,
  { hubChain, gateway }: ReadDispatchedHeadsParameters,
): Promise<DispatchedHead[]> {
  const address = gateway.toLowerCase() as Address;
  const next = alias(entry, "next");
  const sent = snapshot
    .select({
      position: entry.position,
      head: entry.head,
      firstBlock: entry.queuedBlockNumber,
      sendId: headDispatched.sendId,
      sentBlock: headDispatched.blockNumber,
      logIndex: headDispatched.logIndex,
    })
    .from(entry)
    .innerJoin(
      headDispatched,
      and(
        eq(headDispatched.head, entry.head),
        eq(headDispatched.chainId, checkpoint.chainId),
        eq(headDispatched.gateway, address),
        lte(headDispatched.blockNumber, checkpoint.finalBlockNumber),
      ),
    )
    .where(
      and(
        eq(entry.chainId, channel.chainId),
        eq(entry.direction, channel.direction),
        gt(entry.position, channel.acceptedCount),
        isNotNull(entry.dispatchedAt),
        sql`case ${entry.direction}
          when 'report' then ${headDispatched.contract} = 'spoke'
          else ${headDispatched.contract} = 'hub' and ${headDispatched.chain} = ${entry.chainId}
        end`,
      ),
    )
    .orderBy(desc(entry.position), desc(headDispatched.blockNumber), desc(headDispatched.logIndex))
    .limit(messageLimit)
    .as("sent");
  const rows = await snapshot
    .select({
      chainId: channel.chainId,
      direction: channel.direction,
      acceptedCount: channel.acceptedCount,
      position: sent.position,
      head: sent.head,
      firstBlock: sent.firstBlock,
      finalBlock: sql`${checkpoint.finalBlockNumber}`.mapWith(checkpoint.finalBlockNumber),
      nextBlock: next.queuedBlockNumber,
      sendId: sent.sendId,
      sentBlock: sent.sentBlock,
    })
    .from(channel)
    .innerJoin(
      checkpoint,
      eq(
        checkpoint.chainId,
        sql`case ${channel.direction} when 'report' then ${channel.chainId} else ${`${hubChain}`}::uint64 end`,
      ),
    )
    .crossJoinLateral(sent)
    .leftJoin(
      next,
      and(
        eq(next.chainId, channel.chainId),
        eq(next.direction, channel.direction),
        eq(next.position, sql`${sent.position} + 1`),
      ),
    )
    .where(and(eq(channel.senderGateway, address), eq(channel.receiverGateway, address)))
    .orderBy(channel.chainId, channel.direction, desc(sent.position), desc(sent.sentBlock), desc(sent.logIndex));
  return rows
    .filter((row, index) => {
      const before = rows[index - 1];
      return row.position !== before?.position || row.chainId !== before.chainId || row.direction !== before.direction;
    })
    .map(({ finalBlock, nextBlock, ...row }) => ({ ...row, lastBlock: lastBlockOf(row, finalBlock, nextBlock) }));
}

function lastBlockOf({ firstBlock }: { firstBlock: bigint }, final: bigint, next: bigint | null): bigint | null {
  const last = next === null || next > final ? final : next - 1n;
  return last < firstBlock ? null : last;
}
