import { payout } from "@concert/types/tables";
import { asc, eq } from "drizzle-orm";
import { type Hex, isAddressEqual, slice } from "viem";
import { formatAmount } from "./formatAmount.ts";
import type { PlayedOrder, Stage } from "./Stage.ts";

const verbs = {
  repayment: "is repaid",
  delivery: "receives",
  refund: "is refunded",
  return: "gets back",
} as const;

/** Waits until the spokes have paid everything that a decided order owes. */
export async function untilPaid(stage: Stage, { orderId }: PlayedOrder): Promise<void> {
  const payouts = await stage.until(`the payouts of order ${orderId}`, async (snapshot) => {
    const rows = await snapshot
      .select()
      .from(payout)
      .where(eq(payout.orderId, orderId))
      .orderBy(asc(payout.leg), asc(payout.kind));
    return rows.length > 0 && rows.every(({ status }) => status === "paid") ? rows : undefined;
  });
  for (const { kind, account, amount, token, chain, leg } of payouts) {
    const paid = formatAmount(amount, token, stage.devnet.tokens);
    stage.narrator.step(`${nameOf(stage, account)} ${verbs[kind]} ${paid} on ${chain} (leg ${leg})`);
  }
}

function nameOf({ alice, bob, carol }: Stage, account: Hex): string {
  const actor = [alice, bob, carol].find(({ address }) => isAddressEqual(address, slice(account, 12)));
  return actor?.name ?? account;
}
