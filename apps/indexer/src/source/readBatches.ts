import { ForkMixedError } from "../verify/verifyLinks.ts";
import { askHeaders } from "./askProvider.ts";
import type { ChainLog } from "./ChainLog.ts";
import { settledBlocks } from "./createFinality.ts";
import type { Source } from "./createSource.ts";
import { followLinks } from "./followLinks.ts";
import type { Header } from "./Header.ts";
import { NotFoundError } from "./ProviderError.ts";
import { BlocksTooLargeError, readBlocks } from "./readBlocks.ts";
import { readFinalRanges } from "./readFinalRanges.ts";

/** Blocks that follow each other, and the contracts' logs in them. */
export type BlockBatch = {
  /** The first block. */
  from: bigint;
  last: Header;
  /** Headers of the blocks: of each one near the head, of the last one in a range of final ones. */
  headers: readonly Header[];
  /** By block number and log index, each once. */
  logs: readonly ChainLog[];
  /** The latest block that is known to be final; undefined if there is none. */
  finalBlockNumber: bigint | undefined;
};

export type Base = { number: bigint; hash: string };

/** So many blocks from the head, and less, are read with all their headers. */
const nearHeadBlocks = 64n;
/** So many of them at once as long as nothing is known of what blocks hold. */
const startBlocks = 8;
const mostBlocks = 500;
const wantedLogs = 4_000;
const growth = 4;

/**
 * Reads what follows a block, up to a head: ranges of final blocks, then blocks with all their headers. While one batch
 * is with the caller, the next is on its way.
 *
 * @throws {ForkMixedError} If what is read does not fit together, or does not follow the base: asking again may help.
 * @throws {UnreadableError} If no provider answers.
 */
export async function* readBatches(
  source: Source,
  base: Base,
  head: Header,
  signal: AbortSignal,
): AsyncGenerator<BlockBatch, void, void> {
  const { checks, lineage, finality } = source;
  lineage.follow(base);
  const final = finality.ask(head);
  // It is waited for below, beside what is read.
  final.catch(() => undefined);
  let at = base;
  let size = startBlocks;
  if (head.number - at.number > nearHeadBlocks && !checks.everyHeader) {
    const told = await final;
    // A node that lags may have other blocks further up, and nothing would tell.
    const to = told === undefined ? at.number : told.number - settledBlocks;
    if (to > at.number) {
      for await (const batch of readFinalRanges(source, at, to, signal)) {
        at = batch.last;
        size = fitting(Number(at.number - batch.from) + 1, batch.logs.length);
        lineage.add([at]);
        yield batch;
      }
    }
  }

  let reading = at.number < head.number ? readNext(source, at, head, size) : undefined;
  // Nobody waits for it after the signal.
  reading?.catch(() => undefined);
  while (reading !== undefined && !signal.aborted) {
    const { headers, logs, shortened } = await reading;
    const last = headers.at(-1)!;
    size = Math.min(fitting(headers.length, logs.length), headers.length * (shortened ? 1 : growth));
    reading = last.number < head.number && !signal.aborted ? readNext(source, last, head, size) : undefined;
    // It is waited for when the caller comes back, if it does.
    reading?.catch(() => undefined);
    lineage.add(headers);
    const finalBlockNumber = finality.latest(last, head, await final);
    yield { from: headers[0]!.number, last, headers, logs, finalBlockNumber };
  }
}

/** How many blocks hold as much as is wanted at once, where some held so many logs. */
function fitting(blocks: number, logs: number): number {
  return Math.min(Math.max(Math.floor((blocks * wantedLogs) / Math.max(logs, 1)), 1), mostBlocks);
}

async function readNext(
  source: Source,
  base: Base,
  head: Header,
  size: number,
): Promise<{ headers: readonly Header[]; logs: ChainLog[]; shortened: boolean }> {
  const near = head.number - base.number <= nearHeadBlocks;
  const most = min(base.number + BigInt(size), near ? head.number : head.number - nearHeadBlocks);
  let headers = await readHeaders(source, base, most, head);
  for (let shortened = false; ; shortened = true) {
    try {
      return { headers, logs: await readBlocks(source, headers), shortened };
    } catch (error) {
      if (!(error instanceof BlocksTooLargeError)) throw error;
      headers = headers.slice(0, Math.ceil(headers.length / 2));
    }
  }
}

/** The headers from the one after the base on. The head is not asked for again. */
async function readHeaders(source: Source, base: Base, to: bigint, head: Header): Promise<Header[]> {
  const { pool, tellerOf } = source;
  const count = Number(to - base.number) - (to === head.number ? 1 : 0);
  const numbers = Array.from({ length: count }, (_, index) => base.number + 1n + BigInt(index));
  const known = to === head.number ? [head] : [];
  try {
    const asked =
      count === 0
        ? { provider: undefined, headers: [] }
        : await pool.run(async (provider) => ({ provider, headers: await askHeaders(provider, numbers) }), {
            prefer: tellerOf(head),
            // Over HTTP, they are one request.
            large: count > 4,
          });
    const headers = [...asked.headers, ...known];
    await followLinks(source, base, headers, (header) => (header === head ? tellerOf(head) : asked.provider));
    return headers;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new ForkMixedError(`the chain has no block below its head ${head.number}: ${error.message}`);
  }
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
