import { cancelOrder } from "@concert/sdk";
import { confirm } from "../../chain/confirm.ts";
import { playOpening } from "../playOpening.ts";
import type { Stage } from "../Stage.ts";
import { untilDecided } from "../untilDecided.ts";
import { untilPaid } from "../untilPaid.ts";

const destination = 31338;

/** An order of one leg is cancelled where it is due, and refunded long before its deadline. */
export async function playCancel(stage: Stage): Promise<void> {
  const { devnet, narrator, alice } = stage;
  narrator.begin("6. A change of mind: alice cancels an order of one leg before anyone fills it");
  const opening = await playOpening(stage, {
    act: 6,
    swaps: [{ give: "12 USDC", from: 31337, take: "11.9 DAI", to: destination }],
    deadlineSeconds: 600,
    expected: "abort",
    solvers: [undefined],
  });
  const { order } = opening;
  const client = devnet.client(destination, alice.index);
  await confirm(client, await cancelOrder(client, { spoke: devnet.spoke, order }));
  narrator.step(`alice cancels it on ${destination}, where it would have been filled`);
  const { blockNumber } = await untilDecided(stage, opening);
  await untilPaid(stage, opening);
  const { timestamp } = await devnet.client(devnet.hubChain, alice.index).getBlock({ blockNumber });
  narrator.check(
    timestamp < order.fillDeadline,
    `the refund was decided ${order.fillDeadline - timestamp} s before the deadline`,
  );
}
