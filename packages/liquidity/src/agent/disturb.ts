import { tokens, units } from "../amount.ts";
import { available } from "../limit/RateLimit.ts";
import { arrive, balanceOf, depart, type Pool, payableOn, quoteDeparture } from "../pool/Pool.ts";
import type { Random } from "../random/createRandom.ts";

export const disturberAccount = "disturber";

const account = disturberAccount;

/** Who moves custody for no reason but to do harm. Money is tokens. */
export type Disturber = {
  readonly capital: number;
  /** What it took out where, to be put back. */
  taken: { chain: number; amount: bigint; at: bigint } | undefined;
  fees: number;
  rebates: number;
};

/**
 * Once a week or so takes all it can from the chain with the least target, after bringing the tokens in elsewhere; puts
 * them back a few hours later. At other times it moves an amount in and out again for nothing.
 */
export function disturb(pool: Pool, disturber: Disturber, random: Random): void {
  const { chains } = pool.imbalance;
  const { taken } = disturber;
  if (taken !== undefined) {
    if (pool.time - taken.at < 21_600n) return;
    disturber.rebates += tokens(arrive(pool, account, taken.chain, taken.amount));
    disturber.taken = undefined;
    return;
  }
  if (!random.chance(1 / 168)) return;
  const drains = random.chance(0.5);
  const chain = drains
    ? chains.reduce((least, { target }, index) => (target < chains[least]!.target ? index : least), 0)
    : random.draw(chains.length);
  const other = (chain + 1 + random.draw(chains.length - 1)) % chains.length;
  const missing = Math.max(0, disturber.capital - tokens(balanceOf(pool, account)));
  const allowed = tokens(available(pool.limits[other]!, pool.time));
  disturber.rebates += tokens(arrive(pool, account, other, units(Math.min(missing, 0.9 * allowed))));
  const most = Math.min(0.97 * tokens(balanceOf(pool, account)), 0.95 * tokens(payableOn(pool, chain)));
  const amount = units(Math.max(0, most));
  if (amount === 0n || balanceOf(pool, account) < amount + quoteDeparture(pool, chain, amount)) return;
  disturber.fees += tokens(depart(pool, account, chain, amount));
  if (drains) disturber.taken = { chain, amount, at: pool.time };
  else disturber.rebates += tokens(arrive(pool, account, chain, amount));
}
