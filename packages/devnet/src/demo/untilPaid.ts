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
  const told = new Set<number>();
  await stage.until(`the payouts of order ${orderId}`, async (snapshot) => {
    const payouts = await snapshot
      .select()
      .from(payout)
      .where(eq(payout.orderId, orderId))
      .orderBy(asc(payout.leg), asc(payout.kind));
    const paid = payouts.filter(({ status }) => status === "paid");
    for (const row of paid.filter(({ owedLogIndex }) => !told.has(owedLogIndex))) {
      told.add(row.owedLogIndex);
      stage.narrator.step(describe(stage, row));
    }
    return payouts.length > 0 && paid.length === payouts.length ? paid : undefined;
  });
}

function describe(stage: Stage, { kind, account, amount, token, chain, leg }: typeof payout.$inferSelect): string {
  const paid = formatAmount(amount, token, stage.devnet.tokens);
  return `${nameOf(stage, account)} ${verbs[kind]} ${paid} on ${chain} (leg ${leg})`;
}

function nameOf({ alice, bob, carol }: Stage, account: Hex): string {
  const actor = [alice, bob, carol].find(({ address }) => isAddressEqual(address, slice(account, 12)));
  return actor?.name ?? account;
}
