import type { Order } from "@concert/types";
import { dueCall } from "@concert/types/tables";
import { asc } from "drizzle-orm";
import type { Hex } from "viem";
import type { Snapshot } from "./connectState.ts";
import { readOrders } from "./readOrders.ts";

/** An order's call on a chain, which `executeCall` can be asked to run there now. */
export type DueCall = {
  orderId: Hex;
  chainId: bigint;
  order: Order;
};

/** Reads calls of orders whose outputs are with their executors, and those that waited for them in vain. */
export async function readDueCalls(snapshot: Snapshot, { limit }: { limit: number }): Promise<DueCall[]> {
  const rows = await snapshot
    .select({ orderId: dueCall.orderId, chainId: dueCall.chainId })
    .from(dueCall)
    .orderBy(asc(dueCall.orderId), asc(dueCall.chainId))
    .limit(limit);
  const orders = await readOrders(snapshot, [...new Set(rows.map(({ orderId }) => orderId))]);
  const orderOf = new Map(orders.map(({ orderId, order }) => [orderId, order]));
  return rows.flatMap((row) => {
    const order = orderOf.get(row.orderId);
    return order ? [{ ...row, order }] : [];
  });
}
