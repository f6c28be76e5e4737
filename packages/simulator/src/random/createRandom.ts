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
  const bytes = Buffer.alloc(32);
  const next = (): number => generator.next() >>> 0;

  return {
    // The bias of one in 2^32 / below does not matter here, the speed does.
    draw: (below) => Math.floor((next() / 0x1_0000_0000) * below),
    chance: (probability) => next() < probability * 0x1_0000_0000,
    pick: (items) => items[Math.floor((next() / 0x1_0000_0000) * items.length)]!,
    hex32() {
      for (let position = 0; position < 32; position += 4) bytes.writeInt32LE(generator.next(), position);
      return bytes.toString("hex");
    },
    fork(name) {
      // FNV-1a of the name, begun with the seed spread over all bits: neighbouring seeds must not meet.
      let hash = spread(seed);
      for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
      return createRandom(spread(hash));
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
