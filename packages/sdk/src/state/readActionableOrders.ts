import { actionableOrder } from "@concert/types/tables";
import { eq } from "drizzle-orm";
import type { Snapshot } from "./connectState.ts";
import { type IndexedOrder, readOrders } from "./readOrders.ts";

export type ReadActionableOrdersParameters = {
  act: (typeof actionableOrder.$inferSelect)["act"];
  /** Most orders to read. */
  limit: number;
};

/** Reads orders that the hub can be asked to settle, to abort or to refund now. Simulate before sending. */
export async function readActionableOrders(
  snapshot: Snapshot,
  { act, limit }: ReadActionableOrdersParameters,
): Promise<IndexedOrder[]> {
  const rows = await snapshot
    .select({ orderId: actionableOrder.orderId })
    .from(actionableOrder)
    .where(eq(actionableOrder.act, act))
    .limit(limit);
  return await readOrders(
    snapshot,
    rows.map(({ orderId }) => orderId),
  );
}
