import { larger, smaller } from "../amount.ts";
import { gapsAt } from "./gapsAt.ts";
import { type Imbalance, millionths } from "./Imbalance.ts";
import { potentialAt } from "./potentialAt.ts";

/**
 * Sets a chain's target, and returns whether it did. A raise must leave the reserve able to pay every rebate in full:
 * while it is not, rebates depend on what others pay, and so sandwiches do. Nobody paid for what the potential rises by:
 * the peak is at the target then, so that no rebate is paid until that is forgotten.
 */
export function setTarget(imbalance: Imbalance, chain: number, target: bigint, time: bigint): boolean {
  const custody = imbalance.chains[chain]!;
  const { slope, amount } = custody;
  const potential = imbalance.potential - potentialAt(custody, amount) + potentialAt({ target, slope }, amount);
  const covered = imbalance.reserve * millionths >= potential * imbalance.rebateShare;
  const rises = potential > imbalance.potential;
  if (rises && !covered) return false;
  const gaps = gapsAt(custody, imbalance.windowSeconds, time);
  const missing = larger(target - amount, 0n);
  const fall = rises ? missing : smaller(gaps.fall, missing);
  imbalance.potential = potential;
  Object.assign(custody, { target, rise: gaps.rise, fall, touchedAt: time });
  return true;
}
