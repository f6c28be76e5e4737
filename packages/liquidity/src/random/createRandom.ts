import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Draws that a seed determines. */
export type Random = {
  /** In [0, 1). */
  uniform(): number;
  chance(probability: number): boolean;
  /** An integer in [0, below). */
  draw(below: number): number;
  normal(): number;
  /** How many of many rare events happen. */
  poisson(mean: number): number;
  /** At least `least`; the share beyond x falls with x to the power of −exponent. */
  pareto(least: number, exponent: number): number;
  /** An index, with probabilities in proportion to the weights. */
  weighted(weights: readonly number[]): number;
};

/** A stream of its own for each name: what one consumer draws doesn't change what another one gets. */
export function createRandom(seed: number, name: string): Random {
  let hash = spread(seed);
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  const generator = xoroshiro128plus(spread(hash) | 0);
  // Its first values hardly depend on the seed.
  for (let skipped = 0; skipped < 8; skipped++) generator.next();
  const uniform = () => (generator.next() >>> 0) / 0x1_0000_0000;

  return {
    uniform,
    chance: (probability) => uniform() < probability,
    draw: (below) => Math.floor(uniform() * below),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    poisson(mean) {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = uniform(); product > limit; product *= uniform()) count++;
      return count;
    },
    pareto: (least, exponent) => least / (1 - uniform()) ** (1 / exponent),
    weighted(weights) {
      let rest = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
      for (let index = 0; index < weights.length - 1; index++) {
        rest -= weights[index]!;
        if (rest < 0) return index;
      }
      return weights.length - 1;
    },
  };
}

/** Each bit of the result depends on all bits of a number (the end of MurmurHash3). */
function spread(number: number): number {
  let bits = number + 0x9e3779b9;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
