/** Remembers which blocks the latest one that was read follows from. */
export type Lineage = {
  /** Reading goes on after a block. What led to another one is forgotten. */
  follow(base: { number: bigint; hash: string }): void;
  /** Blocks that follow the last one. */
  add(blocks: readonly { number: bigint; hash: string }[]): void;
  /** The hash of the block of that number on the way to the last one, if it is remembered. */
  hashAt(number: bigint): string | undefined;
};

/** So many of the latest blocks are remembered, and half as many in any case: some chains are final only after thousands. */
const defaultMost = 16_384;

export function createLineage(most = defaultMost): Lineage {
  let hashes = new Map<bigint, string>();
  let last: string | undefined;

  function add(blocks: readonly { number: bigint; hash: string }[]): void {
    for (const { number, hash } of blocks) hashes.set(number, hash);
    last = blocks.at(-1)?.hash ?? last;
    if (hashes.size > most) hashes = new Map([...hashes].slice(-Math.ceil(most / 2)));
  }

  return {
    follow(base) {
      if (base.hash === last) return;
      hashes.clear();
      add([base]);
    },
    add,
    hashAt: (number) => hashes.get(number),
  };
}
