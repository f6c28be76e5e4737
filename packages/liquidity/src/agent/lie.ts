import { smaller, tokens } from "../amount.ts";
import { available, setCapacity } from "../limit/RateLimit.ts";
import { arrive, balanceOf, depart, type Pool, payableOn, quoteDeparture } from "../pool/Pool.ts";
import type { Settings } from "../Settings.ts";

const account = "forger";

/** A chain that reports deposits which nobody made, until its limit is set to zero. Money is tokens. */
export type Lie = {
  readonly chain: number;
  readonly from: number;
  readonly until: number;
  taken: number;
  forged: number;
};

/** The moment it begins: a third hour of a day in the last half. */
export function createLie({ days, chains, guardianHours }: Settings): Lie {
  const from = Math.floor(days * 0.6) * 86_400 + 3 * 3_600;
  return { chain: Math.min(2, chains - 1), from, until: from + guardianHours * 3_600, taken: 0, forged: 0 };
}

/** Forges what the limit allows, and draws it wherever there is most. */
export function lie(pool: Pool, state: Lie): void {
  const forged = available(pool.limits[state.chain]!, pool.time);
  if (forged > 0n) {
    arrive(pool, account, state.chain, forged);
    state.forged += tokens(forged);
  }
  const { chains } = pool.imbalance;
  const chain = chains.reduce(
    (most, { amount }, index) => (index !== state.chain && amount > (chains[most]?.amount ?? -1n) ? index : most),
    -1,
  );
  const balance = balanceOf(pool, account);
  const wanted = smaller(balance, payableOn(pool, chain));
  const amount = wanted - quoteDeparture(pool, chain, wanted);
  if (amount <= 0n) return;
  depart(pool, account, chain, amount);
  state.taken += tokens(amount);
}

/** The guardian closes the limit; governance makes the loss good and opens it again, so that the year can go on. */
export function closeLie({ limits, time }: Pool, { chain }: Lie): void {
  const limit = limits[chain]!;
  const { capacity } = limit;
  setCapacity(limit, 0n, time);
  setCapacity(limit, capacity, time);
}
