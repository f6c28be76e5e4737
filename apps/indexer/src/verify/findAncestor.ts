import type { Header } from "../source/Header.ts";

export type KnownBlock = { number: bigint; hash: string; time: bigint };

/**
 * The latest block that the index and the chain still share.
 *
 * @param known Blocks that were indexed, the latest first; the earliest of them precedes everything that is indexed.
 * @param header Reads the chain as it is now.
 */
export async function findAncestor(
  known: AsyncIterable<KnownBlock>,
  header: (number: bigint) => Promise<Header | undefined>,
): Promise<KnownBlock | undefined> {
  for await (const block of known) {
    if ((await header(block.number))?.hash === block.hash) return block;
  }
  return undefined;
}
