import { larger, smaller } from "../amount.ts";
import { gapsAt } from "./gapsAt.ts";
import type { Custody, Imbalance } from "./Imbalance.ts";
import { potentialAt } from "./potentialAt.ts";
import { quoteFee, quoteRebate } from "./quote.ts";

/** Has an amount join a chain's custody, and returns the rebate. */
export function join(imbalance: Imbalance, chain: number, amount: bigint, time: bigint): bigint {
  const custody = imbalance.chains[chain]!;
  const rebate = quoteRebate(imbalance, chain, amount, time);
  const { fall, rise } = gapsAt(custody, imbalance.windowSeconds, time);
  set(imbalance, custody, custody.amount + amount, time);
  custody.rise = rise + amount;
  custody.fall = larger(fall - amount, 0n);
  imbalance.reserve -= rebate;
  return rebate;
}

/** Has an amount leave a chain's custody, which must hold it, and returns the fee. */
export function leave(imbalance: Imbalance, chain: number, amount: bigint, time: bigint): bigint {
  const custody = imbalance.chains[chain]!;
  if (amount > custody.amount) throw new RangeError(`Chain ${chain} holds ${custody.amount}, not ${amount}.`);
  const fee = quoteFee(imbalance, chain, amount, time);
  const { fall, rise } = gapsAt(custody, imbalance.windowSeconds, time);
  set(imbalance, custody, custody.amount - amount, time);
  custody.rise = larger(rise - amount, 0n);
  // Above the target there is nothing to be paid for.
  custody.fall = larger(smaller(fall + amount, custody.target - custody.amount), 0n);
  imbalance.reserve += fee;
  return fee;
}

function set(imbalance: Imbalance, custody: Custody, amount: bigint, time: bigint): void {
  imbalance.potential += potentialAt(custody, amount) - potentialAt(custody, custody.amount);
  custody.amount = amount;
  custody.touchedAt = time;
}
