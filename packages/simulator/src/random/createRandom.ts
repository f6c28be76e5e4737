import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Draws that a seed determines. */
export type Random = {
  /** An integer in [0, below). */
  draw(below: number): number;
  /** Whether something happens that does so with a probability. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** 64 hex digits. */
  hex32(): string;
  /** Draws of its own for each name: what one consumer draws doesn't change what another one gets. */
  fork(name: string): Random;
};

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  // Its first values hardly depend on the seed.
  for (let skipped = 0; skipped < 8; skipped++) generator.next();
  const next = (): number => generator.next() >>> 0;

  return {
    // The bias of one in 2^32 / below does not matter here, the speed does.
    draw: (below) => Math.floor((next() / 0x1_0000_0000) * below),
    chance: (probability) => next() < probability * 0x1_0000_0000,
    pick: (items) => items[Math.floor((next() / 0x1_0000_0000) * items.length)]!,
    hex32() {
      let hex = "";
      for (let word = 0; word < 8; word++) hex += next().toString(16).padStart(8, "0");
      return hex;
    },
    fork(name) {
      // FNV-1a of the name, over the seed.
      let hash = (seed ^ 0x811c9dc5) >>> 0;
      for (let index = 0; index < name.length; index++) {
        hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
      }
      return createRandom(hash);
    },
  };
}
