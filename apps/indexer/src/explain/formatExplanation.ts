import type { Explanation, Step } from "./explainOrder.ts";

/** For people to read. */
export function formatExplanation({ orderId, cut, order, legs, payouts, steps }: Explanation): string {
  return [
    `order ${orderId}: ${order.decision}, as of cut ${cut}`,
    ...(order.user === null ? ["  what it says is not known yet"] : [`  user ${order.user}, nonce ${order.nonce}`]),
    ...legs.map(
      (leg) =>
        `  leg ${leg.position}: ${leg.input_amount ?? "?"} of ${leg.input_token ?? "?"} on ${leg.origin_chain ?? "?"} for ${leg.output_amount ?? "?"} of ${leg.output_token ?? "?"} on ${leg.destination_chain ?? "?"}: escrowed ${leg.escrow_count} times, ${leg.status}`,
    ),
    ...payouts.map(
      (payout) =>
        `  ${payout.kind} of leg ${payout.leg}: ${payout.amount} of ${payout.token} to ${payout.account} on ${payout.chain}: ${payout.status}`,
    ),
    ...steps.flatMap((step, index) => ["", ...formatStep(step, index + 1)]),
  ].join("\n");
}

function formatStep(step: Step, number: number): string[] {
  const time = new Date(Number(step.blockTime) * 1_000).toISOString();
  return [
    `${number}. ${step.event} by the ${step.contract} of chain ${step.chainId} (${step.name}), ${time}${step.final ? "" : ", not final"}`,
    `   block ${step.blockNumber} ${step.blockHash}`,
    `   transaction ${step.transactionHash}, log ${step.logIndex}`,
    ...Object.entries(step.arguments).map(([name, value]) => `   ${name} ${value}`),
    ...step.entries.map(
      ({ chainId, direction, position, kind, entryHash, head }) =>
        `   for ${direction} ${position} of chain ${chainId}, ${kind}: entry hash ${entryHash}, head ${head}`,
    ),
  ];
}
