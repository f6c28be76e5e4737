import { GasOverMaximumError } from "@concert/sdk";

/** How many of `count` things to try next after so many were too much: about as many as fit, if that is known. */
export function fitCount(count: number, error: unknown): number {
  if (!(error instanceof GasOverMaximumError)) return Math.ceil(count / 2);
  const fitting = Math.floor((count * Number(error.gasMaximum) * 0.95) / Number(error.gas));
  return Math.max(1, Math.min(count - 1, fitting));
}
