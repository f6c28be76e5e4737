import type { Header } from "../source/Header.ts";

/** What was read is of two forks, or does not follow what is indexed: asking again may help. */
export class ForkMixedError extends Error {
  override name = "ForkMixedError";
}

/**
 * Checks that blocks follow each other.
 *
 * @param blocks In order, without gaps.
 * @throws {ForkMixedError} If they don't.
 */
export function verifyLinks(base: Pick<Header, "number" | "hash">, blocks: readonly Header[]): void {
  let parent = base;
  for (const block of blocks) {
    if (block.parentHash !== parent.hash || block.number !== parent.number + 1n) {
      throw new ForkMixedError(
        `block ${block.number} (${block.hash}) does not follow ${parent.number} (${parent.hash})`,
      );
    }
    parent = block;
  }
}
