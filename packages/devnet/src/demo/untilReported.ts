import { type IndexedOrder, readOrders } from "@concert/sdk";
import type { PlayedOrder, Stage } from "./Stage.ts";

/** Waits until the hub has processed what the spokes have to report: each escrow, and each fill that must count. */
export async function untilReported(stage: Stage, { orderId, solvers }: PlayedOrder): Promise<IndexedOrder> {
  const reported = await stage.until(`the reports of order ${orderId} at the hub`, async (snapshot) => {
    const [order] = await readOrders(snapshot, [orderId]);
    const isReported = order?.legs.every(
      (leg) => leg.escrowReportedCount > 0 && (leg.fillReported || solvers[leg.position] === undefined),
    );
    return isReported ? order : undefined;
  });
  const chains = new Set(
    reported.legs.flatMap((leg) => [leg.originChain, leg.fillReported ? leg.destinationChain : leg.originChain]),
  );
  stage.narrator.step(`the hub has the reports of ${[...chains].toSorted().join(" and ")}: final, attested, delivered`);
  return reported;
}
