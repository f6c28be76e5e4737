import { type Address, isAddressEqual } from "viem";
import { native } from "../account/native.ts";
import type { Order } from "./Order.ts";

export type SumInputsParameters = {
  /** Id of the origin chain. */
  chain: bigint;
  /** The chain's wrapped native token: a signed order gives it for native inputs. Undefined to keep `native`. */
  wrappedNative?: Address | undefined;
};

/** What an order takes of one token on one chain. */
export type Input = {
  token: Address;
  /** In the token's own unit. */
  amount: bigint;
};

/** The inputs of an order on one chain, one element per token, by first appearance: what the spoke there pulls. */
export function sumInputs(order: Pick<Order, "legs">, { chain, wrappedNative = native }: SumInputsParameters): Input[] {
  const inputs: Input[] = [];
  for (const { originChain, inputToken, inputAmount } of order.legs) {
    if (originChain !== chain) continue;
    const token = isAddressEqual(inputToken, native) ? wrappedNative : inputToken;
    const known = inputs.find((input) => isAddressEqual(input.token, token));
    if (known) known.amount += inputAmount;
    else inputs.push({ token, amount: inputAmount });
  }
  return inputs;
}
