import { openOrder, openOrderFor, signOrder } from "@concert/sdk";
import { type Order, orderId } from "@concert/types";
import { devnetAccount } from "../account/devnetAccount.ts";
import { confirm } from "../chain/confirm.ts";
import { formatAmount } from "./formatAmount.ts";
import { latestTime } from "./latestTime.ts";
import { makeOrder, type Swap } from "./makeOrder.ts";
import type { Actor, PlayedOrder, Stage } from "./Stage.ts";

export type PlayOpeningParameters = {
  act: number;
  swaps: readonly Swap[];
  /** How long it can be opened and filled, in seconds. */
  deadlineSeconds: number;
  expected: PlayedOrder["expected"];
  solvers: readonly (Actor | undefined)[];
  /** Who submits the order, which alice then only signs; by default she opens it herself. */
  submitter?: Actor;
  /** Whether a call of the order puts the outputs into the vault. */
  deposits?: boolean;
};

/** An order of alice's is opened on each of its origins. */
export async function playOpening(stage: Stage, parameters: PlayOpeningParameters): Promise<PlayedOrder> {
  const { act, swaps, deadlineSeconds, expected, solvers, submitter, deposits = false } = parameters;
  const { devnet, narrator, alice, played } = stage;
  const deadline = (await latestTime(stage)) + BigInt(deadlineSeconds);
  const order = makeOrder({
    user: alice.address,
    tokens: devnet.tokens,
    nonce: BigInt(act),
    swaps,
    openDeadline: deadline,
    fillDeadline: deadline,
    vault: deposits ? devnet.vault : undefined,
  });
  const id = orderId(order, { hubChain: BigInt(devnet.hubChain), hub: devnet.hub });
  const opening: PlayedOrder = { act, orderId: id, order, expected, solvers };
  played.push(opening);
  narrator.step(`order ${id}`);
  const open = submitter === undefined ? openAsAlice(stage, order) : await openByAnother(stage, order, submitter);

  const origins = Map.groupBy(order.legs, ({ originChain }) => Number(originChain));
  await Promise.all(
    origins.entries().map(async ([chain, legs]) => {
      await open(chain);
      const inputs = legs.map((leg) => formatAmount(leg.inputAmount, leg.inputToken, devnet.tokens));
      const name = submitter?.name ?? alice.name;
      narrator.step(`${name} opens it on ${chain}: the spoke escrows ${inputs.join(" and ")} of alice's`);
    }),
  );
  return opening;
}

function openAsAlice({ devnet, alice }: Stage, order: Order) {
  return async (chain: number) => {
    const client = devnet.client(chain, alice.index);
    await confirm(client, await openOrder(client, { spoke: devnet.spoke, order }));
  };
}

/** Alice sends nothing: one signature of hers holds on every chain. */
async function openByAnother({ devnet, alice, narrator }: Stage, order: Order, submitter: Actor) {
  const { hub, hubChain, spoke } = devnet;
  const signature = await signOrder(devnetAccount(alice.index), { order, hub, hubChain: BigInt(hubChain) });
  narrator.step(`alice signs it, once, and sends nothing: ${signature.slice(0, 20)}…`);
  return async (chain: number) => {
    const client = devnet.client(chain, submitter.index);
    await confirm(client, await openOrderFor(client, { spoke, order, signature }));
  };
}
