import { smaller } from "../amount.ts";
import { gapsAt } from "./gapsAt.ts";
import { type Imbalance, millionths } from "./Imbalance.ts";
import { potentialAt } from "./potentialAt.ts";

/**
 * What it costs if an amount leaves a chain's custody: by how much the potential rises. What lies above the recent low
 * pays the marginal fee at the low, though no more in all than the low's potential: otherwise whoever came in before
 * another and out after them would take the rebate that was the other's.
 */
export function quoteFee({ chains, windowSeconds }: Imbalance, chain: number, amount: bigint, time: bigint): bigint {
  const custody = chains[chain]!;
  const { slope, target } = custody;
  const { rise } = gapsAt(custody, windowSeconds, time);
  const low = custody.amount - rise;
  const atLow = potentialAt(custody, low);
  const above = smaller(amount, rise);
  const scale = target * millionths;
  const marginal = low < target ? (2n * slope * (target - low) * above + scale - 1n) / scale : 0n;
  const below = amount > rise ? potentialAt(custody, custody.amount - amount) - atLow : 0n;
  return smaller(marginal, atLow) + below;
}

/**
 * What is paid to whoever has an amount join a chain's custody: the rebate share of how far the potential falls below where
 * it was at its recent peak, but of the reserve no more than that fall's part of the potential.
 *
 * What falls up to the peak is not paid for, and is taken off the potential first: otherwise a move in two parts would
 * get more for the second one than the same move as a whole.
 */
export function quoteRebate(imbalance: Imbalance, chain: number, amount: bigint, time: bigint): bigint {
  const custody = imbalance.chains[chain]!;
  const { fall } = gapsAt(custody, imbalance.windowSeconds, time);
  if (amount <= fall) return 0n;
  const atPeak = potentialAt(custody, custody.amount + fall);
  if (atPeak === 0n) return 0n;
  const relief = atPeak - potentialAt(custody, custody.amount + amount);
  const total = imbalance.potential - potentialAt(custody, custody.amount) + atPeak;
  return smaller((relief * imbalance.rebateShare) / millionths, (relief * imbalance.reserve) / total);
}
