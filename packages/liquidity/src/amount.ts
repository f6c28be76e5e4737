/** Ledger units of a number of tokens, to the millionth. */
export const units = (tokens: number): bigint => BigInt(Math.round(tokens * 1e6)) * 1_000_000_000_000n;

/** A number of tokens of ledger units: what decisions and figures are made with, never what is booked. */
export const tokens = (amount: bigint): number => Number(amount) / 1e18;

export function smaller(one: bigint, other: bigint): bigint {
  if (one < other) return one;
  return other;
}

export function larger(one: bigint, other: bigint): bigint {
  if (one > other) return one;
  return other;
}
