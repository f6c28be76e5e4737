import { type IndexedOrder, readOrders } from "@concert/sdk";
import { payout } from "@concert/types/tables";
import { isAddressEqual } from "viem";
import { formatAmount } from "./formatAmount.ts";
import { formatTable } from "./formatTable.ts";
import type { Stage } from "./Stage.ts";

type LegRow = IndexedOrder["legs"][number];
type PayoutRow = typeof payout.$inferSelect;

/** A table of every order on every chain, as the state has it. */
export async function tellOrders(stage: Stage): Promise<void> {
  const { state, played, narrator } = stage;
  const { orders, payouts } = await state.read(async (snapshot) => ({
    orders: await readOrders(
      snapshot,
      played.map(({ orderId }) => orderId),
    ),
    payouts: await snapshot.select().from(payout),
  }));
  const rows = played.flatMap(({ act, orderId }) => {
    const order = orders.find((candidate) => candidate.orderId === orderId);
    return (order?.legs ?? []).map((leg) => [
      `${act}  ${orderId.slice(0, 10)}…`,
      `${leg.position}`,
      ...describeLeg(stage, leg),
      order!.decision,
      describePayouts(leg, payouts),
    ]);
  });
  const headings = ["order", "leg", "given", "on", "wanted", "on", "filled by", "decision", "paid"];
  narrator.block(formatTable(headings, rows));
}

function describeLeg({ devnet, ...stage }: Stage, leg: LegRow): string[] {
  const { inputAmount, inputToken, originChain, outputAmount, outputToken, destinationChain, solver, hold } = leg;
  const name = [stage.bob, stage.carol].find((actor) => solver !== null && isAddressEqual(actor.address, solver))?.name;
  return [
    formatAmount(inputAmount!, inputToken!, devnet.tokens),
    `${originChain}`,
    formatAmount(outputAmount!, outputToken!, devnet.tokens),
    `${destinationChain}`,
    solver === null ? "nobody" : `${name ?? solver}${hold ? ", held" : ""}`,
  ];
}

function describePayouts({ orderId, position }: LegRow, payouts: readonly PayoutRow[]): string {
  return payouts
    .filter((row) => row.orderId === orderId && row.leg === position)
    .map(({ kind, chain, status }) => `${kind} on ${chain}${status === "paid" ? "" : ` ${status}`}`)
    .join(", ");
}
