import { order } from "@concert/types/tables";
import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import type { PlayedOrder, Stage } from "./Stage.ts";

export type Decided = { decision: "commit" | "abort"; blockNumber: bigint; transactionHash: Hex };

/** Waits until the state shows what the hub decided of an order. */
export async function untilDecided(stage: Stage, { orderId }: PlayedOrder): Promise<Decided> {
  const decided = await stage.until(`the hub's decision of order ${orderId}`, async (snapshot) => {
    const [row] = await snapshot.select().from(order).where(eq(order.orderId, orderId));
    if (row === undefined || row.decision === "undecided") return undefined;
    const { decision, decidedBlockNumber, decidedTransactionHash } = row;
    return { decision, blockNumber: decidedBlockNumber!, transactionHash: decidedTransactionHash! };
  });
  const verb = decided.decision === "commit" ? "settles" : "aborts";
  stage.narrator.step(`the hub ${verb} it, in one transaction for all legs: ${decided.transactionHash}`);
  return decided;
}
