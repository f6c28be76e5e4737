import { tokens, units } from "../amount.ts";
import { quoteRebate } from "../fee/quote.ts";
import {
  arrive,
  balanceOf,
  depart,
  type Pool,
  payableOn,
  planArrival,
  quoteDeparture,
  vaultAccount,
} from "../pool/Pool.ts";
import { deposit, redeem, totalAssets, worth } from "../pool/vault.ts";
import type { Random } from "../random/createRandom.ts";

const account = "providers";

/** All liquidity providers together. */
export type Providers = {
  shares: bigint;
  readonly required: number;
  readonly elasticity: number;
  readonly first: number;
};

/** Puts tokens into the vault from a chain, as far as the chain's limit allows. */
export function putIn(pool: Pool, providers: Providers, chain: number, amount: bigint): void {
  const { matured } = planArrival(pool, chain, amount);
  if (matured === 0n) return;
  const rebate = arrive(pool, account, chain, matured);
  providers.shares += deposit(pool, account, matured + rebate);
}

/**
 * A day of their coming and going. Capital follows the return of the last weeks, a twentieth of the way each day; beyond
 * that some leave and others come. Who has the choice among three chains takes the best one.
 */
export function provide(pool: Pool, providers: Providers, yearlyReturn: number, random: Random): void {
  const now = tokens(totalAssets(pool));
  const wanted =
    providers.first * Math.min(2.5, Math.max(0.4, (yearlyReturn / providers.required) ** providers.elasticity));
  const change = 0.05 * (wanted - now);
  const turnover = 0.004 * now;
  for (let part = 0; part < 4; part++) {
    comeIn(pool, providers, (turnover + Math.max(0, change)) / 4, random);
    goOut(pool, providers, (turnover + Math.max(0, -change)) / 4, random);
  }
}

function comeIn(pool: Pool, providers: Providers, sum: number, random: Random): void {
  const amount = units(sum);
  const choices = [0, 1, 2].map(() => random.draw(pool.limits.length));
  const rebates = choices.map((chain) => quoteRebate(pool.imbalance, chain, amount, pool.time));
  putIn(pool, providers, choices[best(rebates)]!, amount);
}

function goOut(pool: Pool, providers: Providers, sum: number, random: Random): void {
  const choices = [0, 1, 2].map(() => random.draw(pool.limits.length));
  const held = choices.map((chain) => payableOn(pool, chain));
  const total = totalAssets(pool);
  const wanted = units(sum);
  const chain =
    choices[
      best(choices.map((choice, index) => (held[index]! < wanted ? -total : -quoteDeparture(pool, choice, wanted))))
    ]!;
  const shares = (providers.shares * wanted) / (worth(pool, providers.shares) + 1n);
  if (payableOn(pool, chain) < wanted || balanceOf(pool, vaultAccount) < wanted) return;
  const amount = redeem(pool, account, shares);
  providers.shares -= shares;
  // The fees come out of what is drawn; those of the smaller sum are a trifle less, which stays on the ledger.
  const fees = quoteDeparture(pool, chain, amount);
  if (amount > fees) depart(pool, account, chain, amount - fees);
}

function best(values: readonly bigint[]): number {
  let index = 0;
  for (let other = 1; other < values.length; other++) if (values[other]! > values[index]!) index = other;
  return index;
}
