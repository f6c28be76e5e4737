import { fillLeg } from "@concert/sdk";
import { confirm } from "../chain/confirm.ts";
import { formatAmount } from "./formatAmount.ts";
import type { Actor, PlayedOrder, Stage } from "./Stage.ts";

export type PlayFillParameters = {
  order: PlayedOrder["order"];
  leg: number;
  solver: Actor;
  /** Whether the spoke keeps the output until the hub decides. */
  hold: boolean;
};

/** A solver fills a leg. */
export async function playFill(stage: Stage, { order, leg, solver, hold }: PlayFillParameters): Promise<void> {
  const { devnet, narrator } = stage;
  const { destinationChain, outputAmount, outputToken } = order.legs[leg]!;
  const client = devnet.client(Number(destinationChain), solver.index);
  await confirm(client, await fillLeg(client, { spoke: devnet.spoke, order, leg, hold }));
  const output = formatAmount(outputAmount, outputToken, devnet.tokens);
  const where = hold ? "the spoke holds" : "alice receives";
  narrator.step(`${solver.name} fills leg ${leg} on ${destinationChain}: ${where} ${output}`);
}
