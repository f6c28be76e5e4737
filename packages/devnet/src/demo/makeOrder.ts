import type { Leg, Order } from "@concert/types";
import { type Address, pad, parseUnits, zeroAddress, zeroHash } from "viem";
import { makeDeposits } from "../order/makeDeposits.ts";
import { type TokenAddresses, type TokenSymbol, testTokens } from "../token/deployTokens.ts";

export type Amount = `${number} ${TokenSymbol}`;

/** A leg in words: what is given where, and what is received where. */
export type Swap = { give: Amount; from: number; take: Amount; to: number };

/**
 * An order of a user who receives all outputs, or has them put into a vault by a call of the order, where they arrive.
 * Deadlines are in seconds.
 */
export function makeOrder(parameters: {
  user: Address;
  tokens: TokenAddresses;
  nonce: bigint;
  swaps: readonly Swap[];
  openDeadline: bigint;
  fillDeadline: bigint;
  vault?: Address | undefined;
}): Order {
  const { user, tokens, nonce, swaps, openDeadline, fillDeadline, vault } = parameters;
  const legs = swaps.map(
    ({ give, from, take, to }): Leg => ({
      originChain: BigInt(from),
      inputToken: tokens[symbolOf(give)],
      inputAmount: parseAmount(give),
      destinationChain: BigInt(to),
      outputToken: pad(tokens[symbolOf(take)]),
      outputAmount: parseAmount(take),
      // Without a recipient, it is the order's executor.
      recipient: vault === undefined ? pad(user) : zeroHash,
    }),
  );
  return {
    user,
    nonce,
    openDeadline,
    fillDeadline,
    solver: zeroAddress,
    exclusiveUntil: 0n,
    pooled: false,
    cancellable: false,
    legs,
    calls: vault === undefined ? [] : makeDeposits({ legs, vault, user }),
  };
}

function symbolOf(amount: Amount): TokenSymbol {
  return amount.split(" ")[1] as TokenSymbol;
}

function parseAmount(amount: Amount): bigint {
  const token = testTokens.find(({ symbol }) => symbol === symbolOf(amount))!;
  return parseUnits(amount.split(" ")[0]!, token.decimals);
}
