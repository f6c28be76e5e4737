import { openOrder } from "@concert/sdk";
import { orderId } from "@concert/types";
import { confirm } from "../chain/confirm.ts";
import { formatAmount } from "./formatAmount.ts";
import { makeOrder, type Swap } from "./makeOrder.ts";
import type { Actor, PlayedOrder, Stage } from "./Stage.ts";

export type PlayOpeningParameters = {
  act: number;
  swaps: readonly Swap[];
  /** How long it can be opened and filled, in seconds. */
  deadlineSeconds: number;
  expected: PlayedOrder["expected"];
  solvers: readonly (Actor | undefined)[];
};

/** Alice opens an order on each of its origins. */
export async function playOpening(stage: Stage, parameters: PlayOpeningParameters): Promise<PlayedOrder> {
  const { act, swaps, deadlineSeconds, expected, solvers } = parameters;
  const { devnet, narrator, alice, played } = stage;
  const deadline = (await latestTime(stage)) + BigInt(deadlineSeconds);
  const order = makeOrder({
    user: alice.address,
    tokens: devnet.tokens,
    nonce: BigInt(act),
    swaps,
    openDeadline: deadline,
    fillDeadline: deadline,
  });
  const id = orderId(order, { hubChain: BigInt(devnet.hubChain), hub: devnet.hub });
  const opening: PlayedOrder = { act, orderId: id, order, expected, solvers };
  played.push(opening);
  narrator.step(`order ${id}`);

  const origins = Map.groupBy(order.legs, ({ originChain }) => Number(originChain));
  await Promise.all(
    origins.entries().map(async ([chain, legs]) => {
      const client = devnet.client(chain, alice.index);
      await confirm(client, await openOrder(client, { spoke: devnet.spoke, order }));
      const inputs = legs.map((leg) => formatAmount(leg.inputAmount, leg.inputToken, devnet.tokens));
      narrator.step(`alice opens it on ${chain}: the spoke escrows ${inputs.join(" and ")}`);
    }),
  );
  return opening;
}

/** The clocks of the chains differ: the one that is ahead counts, so that a deadline is far enough on each. */
async function latestTime({ devnet, alice }: Stage): Promise<bigint> {
  const blocks = await Promise.all(devnet.chains.map(({ chainId }) => devnet.client(chainId, alice.index).getBlock()));
  return BigInt(Math.max(...blocks.map(({ timestamp }) => Number(timestamp))));
}
