import type { GasOverMaximumError } from "@concert/sdk";

/** How many of `count` things to try next after so many took too much gas: fewer, and about as many as fit. */
export function fitCount(count: number, { gas, gasMaximum }: Pick<GasOverMaximumError, "gas" | "gasMaximum">): number {
  const fitting = Math.floor((count * Number(gasMaximum) * 0.95) / Number(gas));
  return Math.max(1, Math.min(count - 1, fitting));
}
