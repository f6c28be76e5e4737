import type { Leg, Order } from "@concert/types";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { type Address, pad, zeroAddress, zeroHash } from "viem";
import { makeDeposits } from "../order/makeDeposits.ts";

export type MakeRandomOrderParameters = {
  random: RandomGenerator;
  user: Address;
  nonce: bigint;
  /** Ids of the chains to choose from. */
  chains: readonly number[];
  /** Tokens to choose from; every one is on every chain. */
  tokens: readonly Address[];
  /** Where calls deposit outputs. */
  vault: Address;
  /** Seconds. */
  openDeadline: bigint;
  fillDeadline: bigint;
};

/**
 * An order of one to five legs, now and then of sixteen, between any chains, a chain to itself included. The call of one
 * in ten puts what arrives into a vault.
 */
export function makeRandomOrder(parameters: MakeRandomOrderParameters): Order {
  const { random, user, nonce, chains, tokens, vault, openDeadline, fillDeadline } = parameters;
  const pick = <Item>(items: readonly Item[]): Item => items[uniformInt(random, 0, items.length - 1)]!;
  const amount = () => BigInt(uniformInt(random, 1, 1_000_000));
  const legCount = uniformInt(random, 1, 20) === 20 ? 16 : uniformInt(random, 1, 5);
  const deposits = legCount < 16 && uniformInt(random, 1, 10) === 10;
  const legs = Array.from(
    { length: legCount },
    (): Leg => ({
      originChain: BigInt(pick(chains)),
      inputToken: pick(tokens),
      inputAmount: amount(),
      destinationChain: BigInt(pick(chains)),
      outputToken: pad(pick(tokens)),
      outputAmount: amount(),
      recipient: deposits ? zeroHash : pad(user),
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
    calls: makeDeposits({ legs, vault, user }),
  };
}
