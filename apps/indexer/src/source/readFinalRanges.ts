import { ForkMixedError } from "../verify/verifyLinks.ts";
import { verifyRange } from "../verify/verifyLogs.ts";
import {
  askHeader,
  askHeaders,
  askLogsInParts,
  headerCall,
  headerIn,
  isTooLarge,
  largeLimits,
  logsCall,
  rangeLimits,
} from "./askProvider.ts";
import type { ChainLog } from "./ChainLog.ts";
import type { Source } from "./createSource.ts";
import { followLinks } from "./followLinks.ts";
import type { Header } from "./Header.ts";
import type { Provider } from "./Provider.ts";
import { NotFoundError, ProviderError, UnreadableError } from "./ProviderError.ts";
import { type ParsedLog, parseLogs } from "./parse.ts";
import { growRange, shrinkRange } from "./RangeSize.ts";
import type { Base, BlockBatch } from "./readBatches.ts";

/** So many ranges are on their way, or wait to be taken, while one is with the caller: it bounds what is in memory. */
const mostRanges = 1;
/** A provider that refuses for a reason of its own would refuse any range. */
const mostRefusals = 3;

type Range = { first: Header; last: Header; logs: ChainLog[]; provider: Provider };

/** A stretch of blocks that is being read; what is read may be shorter. */
type Stretch = { to: bigint; reading: Promise<Range> };

/** Reads final blocks in ranges of a size that each provider takes, in order, the next while one is with the caller. */
export async function* readFinalRanges(
  source: Source,
  base: Base,
  final: bigint,
  signal: AbortSignal,
): AsyncGenerator<BlockBatch, void, void> {
  const stretches: Stretch[] = [];
  let at = base;
  let planned = base.number;
  const start = (from: bigint, to: bigint): Stretch => {
    const reading = readRange(source, from, to);
    // It is waited for in its turn.
    reading.catch(() => undefined);
    return { to, reading };
  };
  const plan = () => {
    while (stretches.length < mostRanges && planned < final && !signal.aborted) {
      const blocks = source.pool.usable({ large: true })[0]?.range.blocks ?? 1;
      const from = planned + 1n;
      planned = min(planned + BigInt(blocks), final);
      stretches.push(start(from, planned));
    }
  };

  plan();
  for (let stretch = stretches.shift(); stretch !== undefined && !signal.aborted; stretch = stretches.shift()) {
    const { first, last, logs, provider } = await stretch.reading;
    if (last.number < stretch.to) stretches.unshift(start(last.number + 1n, stretch.to));
    await followLinks(source, at, [first], () => provider);
    at = last;
    plan();
    yield { from: first.number, last, headers: [last], logs, finalBlockNumber: final };
  }
}

/** Reads blocks from one on, so many as a provider takes at once. */
async function readRange(source: Source, from: bigint, to: bigint): Promise<Range> {
  const range = await source.pool.run((provider) => askRange(source, provider, from, to), { large: true });
  if (source.checks.compareProviders) await confirmHash(source, range.provider, range.last);
  return range;
}

async function askRange(source: Source, provider: Provider, from: bigint, to: bigint): Promise<Range> {
  const { chain, metrics } = source;
  for (let refusalCount = 0; ; ) {
    const blocks = Math.min(provider.range.blocks, Number(to - from) + 1);
    const end = from + BigInt(blocks) - 1n;
    try {
      const asked = await askAtOnce(source, provider, from, end);
      growRange(provider.range, { blocks, logs: asked.logs.length, bytes: asked.bytes });
      metrics.rangeBlocks.set({ chain: `${chain.chainId}`, provider: provider.name }, provider.range.blocks);
      return await toRange(provider, asked);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const refused = error.kind === "refused" || error.kind === "malformed" || error.kind === "unreachable";
      if (refused) refusalCount++;
      if (!refused && error.kind !== "too_large" && error.kind !== "timeout") throw error;
      if (refusalCount > mostRefusals || (blocks === 1 && !isTooLarge(error))) throw error;
      if (blocks === 1) return await toRange(provider, await askInParts(source, provider, from));
      shrinkRange(provider.range, { from, blocks }, error.limit);
    }
  }
}

type Asked = { first: Header; last: Header; logs: ParsedLog[]; bytes: number };

async function askAtOnce(
  { chain: { contracts } }: Source,
  provider: Provider,
  from: bigint,
  to: bigint,
): Promise<Asked> {
  const ends = from === to ? [from] : [from, to];
  const calls = [logsCall([...contracts.keys()], { from, to }), ...ends.map(headerCall)];
  const { results, bytes } = await provider.call(calls, from === to ? largeLimits : rangeLimits);
  const headers = ends.map((end, index) => headerIn(results[index + 1], end, provider));
  const [first, last] = [headers[0]!, headers.at(-1)!];
  const logs = parseLogs(results[0], contracts);
  verifyRange(first, last, logs);
  return { first, last, logs, bytes };
}

async function askInParts({ chain }: Source, provider: Provider, block: bigint): Promise<Asked> {
  const header = await askHeader(provider, block);
  const logs = await askLogsInParts(provider, chain, { from: block, to: block });
  verifyRange(header, header, logs);
  return { first: header, last: header, logs, bytes: 0 };
}

/** Not every provider tells a block's time with its logs: then those blocks are asked for it, many at once. */
async function toRange(provider: Provider, { first, last, logs }: Asked): Promise<Range> {
  const times = new Map<string, bigint>([
    [first.hash, first.time],
    [last.hash, last.time],
  ]);
  const lacking = new Set<string>();
  for (const { blockHash, blockTime } of logs) {
    if (blockTime === undefined && !times.has(blockHash)) lacking.add(blockHash);
  }
  const asked =
    lacking.size === 0
      ? []
      : await askHeaders(
          provider,
          [...lacking].map((hash) => ({ hash })),
        );
  for (const { hash, time } of asked) times.set(hash, time);
  const timed = logs as ChainLog[];
  for (const log of timed) log.blockTime ??= times.get(log.blockHash)!;
  return { first: slim(first), last: slim(last), logs: timed, provider };
}

/** A bloom of a block that is not looked at again would only take memory. */
function slim({ number, hash, parentHash, time }: Header): Header {
  return { number, hash, parentHash, time };
}

/** @throws {ForkMixedError} If another provider has another block in the place of a final one. */
async function confirmHash({ pool }: Source, provider: Provider, { number, hash }: Header): Promise<void> {
  const accounts: { other: Provider; hash: string }[] = [];
  for (const other of pool.others(provider)) {
    const theirs = await pool
      .run((asked) => askHeader(asked, number), { only: other, rounds: 1 })
      .catch((error: unknown) => {
        if (error instanceof NotFoundError || error instanceof UnreadableError) return undefined;
        throw error;
      });
    if (theirs === undefined) continue;
    if (theirs.hash === hash) {
      for (const { other: liar } of accounts) {
        pool.setAside(liar, "bad_link", `its final block ${number} is not that of the others`);
      }
      return;
    }
    accounts.push({ other, hash: theirs.hash });
    const twice = accounts.filter((account) => account.hash === theirs.hash).length > 1;
    if (twice) pool.setAside(provider, "bad_link", `its final block ${number} is not that of the others`);
    if (twice) break;
  }
  if (accounts.length === 0) return;
  throw new ForkMixedError(`${provider.name} and ${accounts[0]!.other.name} have different final blocks ${number}`);
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
