import type { Imbalance } from "../fee/Imbalance.ts";
import { join, leave } from "../fee/join.ts";
import { quoteFee } from "../fee/quote.ts";

/** A change of a chain's custody, as it happened. */
export type Move = {
  readonly at: bigint;
  readonly chain: number;
  readonly change: bigint;
  /** Of the order that is looked at: happens only as a whole, and only while its fee is within the order's bound. */
  readonly ofOrder?: boolean;
};

export const copy = (imbalance: Imbalance): Imbalance => ({
  ...imbalance,
  chains: imbalance.chains.map((custody) => ({ ...custody })),
});

/**
 * Plays moves on a copy of what the fee knows, with an attacker's own in between, and returns the attacker's rebates less
 * fees, and what the reserve holds beyond the potential in the end; undefined if its own moves are not possible. What
 * others wanted to take and the attacker left too little for does not happen, nor does the order if its fee is above the
 * bound.
 */
export function replay(
  start: Imbalance,
  moves: Iterable<Move & { readonly own?: boolean }>,
  bound?: bigint,
): { profit: bigint; surplus: bigint } | undefined {
  const imbalance = copy(start);
  let profit = 0n;
  let refused = false;
  for (const { at, chain, change, own, ofOrder } of moves) {
    const possible = imbalance.chains[chain]!.amount + change >= 0n;
    if (!possible && own) return undefined;
    if (ofOrder && change < 0n) {
      refused = !possible || (bound !== undefined && quoteFee(imbalance, chain, -change, at) > bound);
    }
    if (!possible || (ofOrder && refused)) continue;
    const earned = change < 0n ? -leave(imbalance, chain, -change, at) : join(imbalance, chain, change, at);
    if (own) profit += earned;
  }
  return { profit, surplus: imbalance.reserve - imbalance.potential };
}
