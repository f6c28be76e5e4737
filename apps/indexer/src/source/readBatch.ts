import { verifyLinks, verifyRange } from "../verify/verifyLinks.ts";
import type { ChainLog } from "./ChainLog.ts";
import type { Source } from "./createSource.ts";
import type { Header } from "./Header.ts";
import type { IndexedChain } from "./IndexedChain.ts";

/** Blocks that follow each other, and the contracts' logs in them. */
export type BlockBatch = {
  /** The first block. */
  from: bigint;
  last: Header;
  /** Headers of the blocks: of each one near the head, of the last one in a range of old ones. */
  headers: readonly Header[];
  logs: readonly ChainLog[];
  /** The latest block that the chain's finality rule covers; undefined if there is none. */
  finalBlockNumber: bigint | undefined;
};

/** How many blocks a provider is asked for at once; it is learned from what it answers. */
export type RangeSize = { blocks: bigint };

/** So many blocks from the head, and less, are read one by one. */
const nearHeadBlocks = 64n;
const leastRange = 1n;
const mostRange = 10_000n;
/** Ranges grow and shrink towards so many logs, which bounds what is in memory. */
const wantedLogs = 5_000;

export const startRange = 1_000n;

/** The block number that a finality rule covers, given a head. */
export async function readFinalBlockNumber(
  { finality }: Pick<IndexedChain, "finality">,
  source: Source,
  head: Header,
): Promise<bigint | undefined> {
  if (typeof finality === "string") return (await source.header(finality))?.number;
  const depth = BigInt(finality.depth);
  return head.number < depth ? undefined : head.number - depth;
}

/**
 * Reads what follows a block: up to the head by block hash if that is near, else a range of final blocks.
 *
 * @throws If a provider does not answer, or what it answers does not fit together.
 */
export async function readBatch(
  chain: IndexedChain,
  source: Source,
  base: { number: bigint; hash: string },
  head: Header,
  range: RangeSize,
): Promise<BlockBatch> {
  if (head.number - base.number > nearHeadBlocks) {
    const final = await readFinalBlockNumber(chain, source, head);
    if (final !== undefined && final > base.number) return await readRange(source, base, final, range);
  }
  return await readNearHead(chain, source, base, head);
}

async function readNearHead(
  chain: IndexedChain,
  source: Source,
  base: { number: bigint; hash: string },
  head: Header,
): Promise<BlockBatch> {
  const from = base.number + 1n;
  const to = head.number - base.number > nearHeadBlocks ? base.number + nearHeadBlocks : head.number;
  const final = readFinalBlockNumber(chain, source, head);
  // It is waited for last: that it fails meanwhile is no surprise.
  final.catch(() => undefined);

  const headers = await Promise.all(
    Array.from({ length: Number(to - base.number) }, async (_, index) => {
      const number = from + BigInt(index);
      const header = number === head.number ? head : await source.header(number);
      if (header === undefined) throw new Error(`the chain has no block ${number}, below its head ${head.number}.`);
      return header;
    }),
  );
  const logs = (await Promise.all(headers.map(({ hash }) => source.logs({ hash })))).flat();
  verifyLinks([{ ...base, parentHash: "", time: 0n }, ...headers], logs);
  return { from, last: headers.at(-1)!, headers, logs, finalBlockNumber: await final };
}

async function readRange(
  source: Source,
  base: { number: bigint; hash: string },
  final: bigint,
  range: RangeSize,
): Promise<BlockBatch> {
  const from = base.number + 1n;
  for (;;) {
    const to = base.number + range.blocks < final ? base.number + range.blocks : final;
    let logs: ChainLog[];
    try {
      logs = await source.logs({ from, to });
    } catch (error) {
      // Too many blocks, too many logs, too long an answer: providers say it in many ways, so less is asked for.
      if (to === from) throw error;
      range.blocks = max((to - base.number) / 2n, leastRange);
      continue;
    }
    const [first, last] = await Promise.all([source.header(from), source.header(to)]);
    if (first === undefined || last === undefined) throw new Error(`the chain has no blocks ${from} to ${to}.`);
    verifyLinks([{ ...base, parentHash: "", time: 0n }, first], []);
    verifyRange(from, last, logs);

    if (logs.length > wantedLogs) range.blocks = max((to - base.number) / 2n, leastRange);
    else if (logs.length < wantedLogs / 4 && to < final) range.blocks = min(range.blocks * 2n, mostRange);
    return { from, last, headers: [last], logs, finalBlockNumber: final };
  }
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
