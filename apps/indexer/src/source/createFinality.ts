import type { FinalityRule } from "@concert/types";
import { askHeader, type BlockTag } from "./askProvider.ts";
import type { Lineage } from "./createLineage.ts";
import type { Pool } from "./createPool.ts";
import type { Header } from "./Header.ts";
import { NotFoundError } from "./ProviderError.ts";

/** A block that is final. By a rule of depth, it is the one of that number below a head. */
export type FinalBlock = { number: bigint; hash: string | undefined };

/**
 * Knows what a chain's finality rule covers.
 *
 * A block's number alone tells nothing: who says that it is final may be another node than the one that gave the blocks,
 * even within one request, and that one may lag behind, on a fork that was left.
 */
export type Finality = {
  /** Asks for the latest final block, up to a head or beyond; undefined if there is none. */
  ask(head: Header): Promise<FinalBlock | undefined>;
  /**
   * The number of the latest block of which it is known that it is final, and on the way to the last one that was read;
   * undefined if there is none.
   *
   * @param told What the chain has told for the head.
   */
  latest(last: Pick<Header, "number" | "hash">, head: Header, told: FinalBlock | undefined): bigint | undefined;
};

/** So far below a final block every node has the same one in a place, however it lags. What is deeper is not followed by hash. */
export const settledBlocks = 64n;

/** So many of the latest that were told are remembered: where blocks are final at once, the head is read after they were. */
const mostTold = 64;

export function createFinality(
  rule: FinalityRule,
  pool: Pool,
  lineage: Lineage,
  tellerOf: (head: Header) => Parameters<Pool["run"]>[1],
): Finality {
  /** By hash, the oldest first. */
  const remembered = new Map<string, bigint>();

  async function askTag(tag: BlockTag, head: Header): Promise<FinalBlock | undefined> {
    try {
      const { number, hash } = await pool.run((provider) => askHeader(provider, tag), tellerOf(head));
      remembered.delete(hash);
      remembered.set(hash, number);
      if (remembered.size > mostTold) remembered.delete(remembered.keys().next().value!);
      return { number, hash };
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** By hash. */
  function latestOnTheWay(last: Pick<Header, "number">): bigint | undefined {
    let latest: bigint | undefined;
    for (const [hash, number] of remembered) {
      if (number > last.number || lineage.hashAt(number) !== hash) continue;
      if (latest === undefined || number > latest) latest = number;
    }
    return latest;
  }

  return {
    async ask(head) {
      if (typeof rule === "string") return await askTag(rule, head);
      const number = head.number - BigInt(rule.depth);
      return number < 0n ? undefined : { number, hash: undefined };
    },
    latest(last, head, told) {
      const known =
        typeof rule === "string" ? latestOnTheWay(last) : last.hash === head.hash ? told?.number : undefined;
      const isSettled = told !== undefined && last.number <= told.number - settledBlocks;
      return isSettled ? last.number : known;
    },
  };
}
