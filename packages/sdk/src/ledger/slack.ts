/**
 * By how much a bound is above or below the quote if none is given, in parts per million of the amount: enough for others
 * that come first by chance, too little to be worth an attack.
 */
export const slack = 20n;

/** What the slack is of an amount, at least one unit. */
export function slackOf(amount: bigint): bigint {
  return (amount * slack) / 1_000_000n + 1n;
}
