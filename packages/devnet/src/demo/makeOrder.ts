import type { Order } from "@concert/types";
import { type Address, pad, parseUnits, zeroAddress } from "viem";
import { type TokenAddresses, type TokenSymbol, testTokens } from "../token/deployTokens.ts";

export type Amount = `${number} ${TokenSymbol}`;

/** A leg in words: what is given where, and what is received where. */
export type Swap = { give: Amount; from: number; take: Amount; to: number };

/** An order of a user who receives all outputs. Deadlines are in seconds. */
export function makeOrder(parameters: {
  user: Address;
  tokens: TokenAddresses;
  nonce: bigint;
  swaps: readonly Swap[];
  openDeadline: bigint;
  fillDeadline: bigint;
}): Order {
  const { user, tokens, nonce, swaps, openDeadline, fillDeadline } = parameters;
  return {
    user,
    nonce,
    openDeadline,
    fillDeadline,
    solver: zeroAddress,
    exclusiveUntil: 0n,
    pooled: false,
    cancellable: false,
    legs: swaps.map(({ give, from, take, to }) => ({
      originChain: BigInt(from),
      inputToken: tokens[symbolOf(give)],
      inputAmount: parseAmount(give),
      destinationChain: BigInt(to),
      outputToken: pad(tokens[symbolOf(take)]),
      outputAmount: parseAmount(take),
      recipient: pad(user),
    })),
    calls: [],
  };
}

function symbolOf(amount: Amount): TokenSymbol {
  return amount.split(" ")[1] as TokenSymbol;
}

function parseAmount(amount: Amount): bigint {
  const token = testTokens.find(({ symbol }) => symbol === symbolOf(amount))!;
  return parseUnits(amount.split(" ")[0]!, token.decimals);
}
