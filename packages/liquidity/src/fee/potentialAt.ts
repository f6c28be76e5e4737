import { type Custody, millionths } from "./Imbalance.ts";

/**
 * The potential of a chain that holds an amount: slope · (target − amount)² / target, rounded down; 0 from the target on.
 * An integer for each amount, so that the differences of a path add up exactly, however it is cut.
 */
export function potentialAt({ target, slope }: Pick<Custody, "target" | "slope">, amount: bigint): bigint {
  if (amount >= target) return 0n;
  const missing = target - amount;
  return (slope * missing * missing) / (target * millionths);
}
