import { chain, channel, entry, leg, order } from "@concert/types/tables";
import { and, eq, gt, gte, isNotNull, min, sql } from "drizzle-orm";
import { alias, unionAll } from "drizzle-orm/pg-core";
import type { Snapshot } from "./connectState.ts";

/** A chain whose next report undecided orders wait for. */
export type AwaitedReport = {
  chainId: bigint;
  /** The earliest deadline, in seconds of the chain's clock, that no report of the chain is past. */
  deadline: bigint;
};

/**
 * Reads which chains' watermarks undecided orders wait for, since a leg was not escrowed or not filled there and no
 * report after its deadline is on its way. Once the chain's clock is past the deadline, `heartbeat` makes one.
 */
export async function readAwaitedReports(snapshot: Snapshot): Promise<AwaitedReport[]> {
  const undecided = and(eq(order.decision, "undecided"), isNotNull(order.openedAt));
  const late = alias(leg, "late");
  const awaited = unionAll(
    snapshot
      .select({ chainId: leg.originChain, deadline: order.openDeadline })
      .from(order)
      .innerJoin(leg, eq(leg.orderId, order.orderId))
      .where(and(undecided, eq(leg.escrowReportedCount, 0))),
    snapshot
      .select({ chainId: leg.destinationChain, deadline: order.fillDeadline })
      .from(order)
      .innerJoin(leg, eq(leg.orderId, order.orderId))
      // A pooled order is filled by the hub's clock.
      .where(and(undecided, eq(leg.fillReported, false), eq(order.pooled, false))),
    // What was escrowed again after the decision may have to expire.
    snapshot
      .select({ chainId: leg.destinationChain, deadline: order.fillDeadline })
      .from(late)
      .innerJoin(order, and(eq(order.orderId, late.orderId), eq(order.decision, "commit"), eq(order.pooled, false)))
      .innerJoin(leg, eq(leg.orderId, order.orderId))
      .where(gt(late.escrowReportedCount, late.escrowReleasedCount)),
  ).as("awaited");
  const latest = snapshot
    .select({ chainId: entry.chainId, timestamp: entry.timestamp })
    .from(channel)
    .innerJoin(
      entry,
      and(
        eq(entry.chainId, channel.chainId),
        eq(entry.direction, channel.direction),
        eq(entry.position, channel.queuedCount),
      ),
    )
    .where(eq(channel.direction, "report"))
    .as("latest");

  const rows = await snapshot
    .select({ chainId: chain.chainId, deadline: min(awaited.deadline) })
    .from(awaited)
    .innerJoin(chain, eq(chain.chainId, awaited.chainId))
    .leftJoin(latest, eq(latest.chainId, awaited.chainId))
    .where(
      and(
        isNotNull(chain.gateway),
        eq(chain.retired, false),
        gte(awaited.deadline, sql`coalesce(${latest.timestamp}, 0)`),
      ),
    )
    .groupBy(chain.chainId);
  return rows.flatMap(({ chainId, deadline }) => (deadline === null ? [] : [{ chainId, deadline }]));
}
