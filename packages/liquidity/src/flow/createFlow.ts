import { createRandom } from "../random/createRandom.ts";
import type { Settings } from "../Settings.ts";

/** What a user asks for. Money is tokens, times are seconds. */
export type Wish = {
  readonly at: number;
  readonly origin: number;
  readonly destination: number;
  readonly input: number;
  /** The largest spread that the user accepts, as a share of the input. */
  readonly tolerance: number;
  /** Whether an active solver is asked first. */
  readonly active: boolean;
};

export type Flow = {
  /** Each chain's share of what arrives, in the long run. */
  readonly shares: readonly number[];
  /** The wishes of the minute that begins at a time. */
  next(at: number): Wish[];
};

/** The chain that loses its liquidity for a month, and when: days. */
export const draining = { chain: 3, from: 120, to: 150 };

/**
 * Users: more by day than by night; small sums mostly, a few very large ones; each pair of chains with a weight of its own;
 * trends that make a chain attractive for weeks; and one chain to which everyone moves for a month.
 */
export function createFlow({ seed, chains, ordersPerDay, liquidity, tolerance }: Settings): Flow {
  const random = createRandom(seed, "flow");
  const weights = Array.from({ length: chains }, (_, index) => 1 / (index + 1.5));
  const pairs = weights.map((origin, from) =>
    weights.map((destination, to) => (from === to ? 0 : origin * destination * Math.exp(0.5 * random.normal()))),
  );
  const trends = weights.map(() => 0);
  const flat = new Array<number>(chains * chains).fill(0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let day = -1;

  /** Trends return to zero within about ten days. */
  const beginDay = () => {
    for (let chain = 0; chain < chains; chain++) trends[chain] = 0.93 * trends[chain]! + 0.11 * random.normal();
    for (let from = 0; from < chains; from++) {
      for (let to = 0; to < chains; to++) {
        const rush = to === draining.chain && day >= draining.from && day < draining.to ? 0.6 : 0;
        flat[from * chains + to] = pairs[from]![to]! * Math.exp(trends[to]! - trends[from]! + rush);
      }
    }
  };

  const size = () => {
    const largest = liquidity / 10;
    const drawn = random.chance(0.06) ? random.pareto(20_000, 1.15) : 800 * Math.exp(1.6 * random.normal());
    return Math.min(largest, Math.max(1, drawn));
  };

  return {
    shares: weights.map((weight) => weight / total),
    next(at) {
      if (Math.floor(at / 86_400) !== day) {
        day++;
        beginDay();
      }
      const cycle = 1 + 0.6 * Math.sin((2 * Math.PI * at) / 86_400);
      return Array.from({ length: random.poisson((ordersPerDay / 1_440) * cycle) }, () => {
        const pair = random.weighted(flat);
        return {
          at: at + random.draw(60),
          ...{ origin: Math.floor(pair / chains), destination: pair % chains, input: size() },
          tolerance: tolerance * 1e-6 * Math.exp(0.6 * random.normal()),
          active: random.chance(0.4),
        };
      }).sort((one, other) => one.at - other.at);
    },
  };
}
