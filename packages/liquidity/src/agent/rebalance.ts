import { tokens, units } from "../amount.ts";
import { available } from "../limit/RateLimit.ts";
import { arrive, depart, type Pool, payableOn, planArrival, quoteDeparture } from "../pool/Pool.ts";

/** Who carries tokens from chain to chain by other ways, for rebates. Money is tokens. */
export type Rebalancer = {
  readonly account: string;
  /** What a token's way elsewhere costs. */
  readonly costShare: number;
  /** What a round costs in gas. */
  readonly gas: number;
  readonly delaySeconds: number;
  free: number;
  /** What is on its way, and when it is there. */
  readonly travelling: { amount: number; at: number }[];
  profit: number;
  moved: number;
};

const fractions = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];

/** Puts tokens in where the rebate is best and takes them out where the fee is least, if that earns more than it costs. */
export function rebalance(pool: Pool, rebalancer: Rebalancer, time: number): void {
  const { travelling, account, costShare, gas } = rebalancer;
  while (travelling.length > 0 && travelling[0]!.at <= time) rebalancer.free += travelling.shift()!.amount;
  for (let round = 0; round < 4 && rebalancer.free >= 100; round++) {
    const move = best(pool, rebalancer);
    if (move === undefined) return;
    const { from, to, amount } = move;
    const rebate = arrive(pool, account, to, amount);
    const fee = depart(pool, account, from, amount);
    const sum = tokens(amount);
    rebalancer.free -= sum;
    travelling.push({ amount: sum, at: time + rebalancer.delaySeconds });
    rebalancer.moved += sum;
    rebalancer.profit += tokens(rebate - fee) - sum * costShare - gas;
  }
}

function best(pool: Pool, { free, costShare, gas }: Rebalancer) {
  const { chains } = pool.imbalance;
  let most = 1;
  let found: { from: number; to: number; amount: bigint } | undefined;
  const share = Number(pool.imbalance.rebateShare) / 1e6;
  const missing = chains.map(({ amount, target }) => tokens(target - amount));
  const from = missing.indexOf(Math.min(...missing));
  for (let to = 0; to < chains.length; to++) {
    if (to === from || missing[to]! <= 0) continue;
    const slope = Number(chains[to]!.slope) / 1e6;
    const room = Math.min(
      free,
      missing[to]!,
      tokens(payableOn(pool, from)),
      tokens(available(pool.limits[to]!, pool.time)) / (1 + slope),
    );
    // What the very last token could earn is above what all earn: without that, no size is worth a look.
    if ((2 * slope * share * missing[to]!) / tokens(chains[to]!.target) < costShare) continue;
    for (const fraction of fractions) {
      const sum = room * fraction;
      if (sum < 10) continue;
      const amount = units(sum);
      const { matured, rebate } = planArrival(pool, to, amount);
      if (matured < amount) continue;
      const profit = tokens(rebate - quoteDeparture(pool, from, amount)) - sum * costShare - gas;
      if (profit > most) {
        most = profit;
        found = { from, to, amount };
      }
    }
  }
  return found;
}
