import { InputError } from "@concert/types";
import type { ChainStatus } from "./api/ChainStatus.ts";
import type { Committer, Feed } from "./commit/createCommitter.ts";
import { firstLine } from "./log.ts";
import { CheckpointMovedError } from "./publish/publishCut.ts";
import type { Source } from "./source/createSource.ts";
import type { Header } from "./source/Header.ts";
import type { IndexedChain } from "./source/IndexedChain.ts";
import { readBatches } from "./source/readBatches.ts";
import { watchHeads } from "./source/watchHeads.ts";
import { type Checkpoint, keptBlocks, knownBlocks, openCheckpoint, readCheckpoint } from "./store/checkpoints.ts";
import type { Store } from "./store/connectStore.ts";
import { findAncestor, type KnownBlock } from "./verify/findAncestor.ts";
import { verifyChain } from "./verify/verifyChain.ts";
import { ForkMixedError } from "./verify/verifyLinks.ts";

export type ReadChainParameters = {
  source: Source;
  store: Store;
  committer: Committer;
  /** Kept up to date for those who ask how far the chain is. */
  status: ChainStatus;
  /** The chain that has the hub. */
  hubChain: IndexedChain;
  pollMilliseconds: number;
  signal: AbortSignal;
};

const pauses = { least: 100, most: 5_000 };
/** So many blocks from the head, and fewer, are committed as soon as they are read. */
const liveBlocks = 64n;
/** How often a chain that was stopped is looked at. */
const stoppedMilliseconds = 2_000;
/** Of so many blocks that were read it is known that they were, without asking the database. */
const mostRecent = 512;

/**
 * Reads one chain until the signal: what follows its checkpoint, again and again, and hands it to the committer.
 *
 * @throws {InputError} If, at the start, a provider serves another chain, or the contracts or the schema do not belong to it.
 */
export async function readChain(parameters: ReadChainParameters): Promise<void> {
  const { source, status, signal } = parameters;
  const { log } = source;
  const stop = new AbortController();
  const signals = AbortSignal.any([signal, stop.signal]);
  const prepared = await prepare(parameters);
  if (prepared === undefined) return;
  const { first, feed } = prepared;
  try {
    const heads = createHeads(signals);
    const watching = watchHeads({
      source,
      pollMilliseconds: parameters.pollMilliseconds,
      signal: signals,
      onHead(head) {
        status.headBlockNumber = head.number;
        status.headSeenAt = head.seenAt;
        heads.tell(head);
      },
      onOutage(error) {
        if (error !== undefined && status.outage === undefined) {
          log.warn("the chain does not answer, trying again", { error });
        }
        if (error === undefined && status.outage !== undefined) log.info("the chain answers again");
        status.outage = error;
      },
    });
    const following = follow({ ...parameters, signal: signals }, feed, first, heads);
    await Promise.all([watching, following].map((part) => part.finally(() => stop.abort())));
  } finally {
    stop.abort();
    feed.close();
  }
}

/** The block before the first that is indexed, and where to put what follows. */
type Prepared = { first: KnownBlock; feed: Feed };

/**
 * Checks that chain and schema belong together, however long it takes until both answer.
 *
 * @returns Undefined after the signal.
 */
async function prepare(parameters: ReadChainParameters): Promise<Prepared | undefined> {
  const { source, store, committer, status, hubChain, signal } = parameters;
  const { chain, clock, log } = source;
  for (let pause = pauses.least; !signal.aborted; pause = Math.min(2 * pause, pauses.most)) {
    try {
      const genesisHash = await verifyChain(source, signal);
      if (genesisHash === undefined) return undefined;
      const first = await readFirst(chain, source);
      await openCheckpoint(store, { chain, hubChain, genesisHash, before: first });
      return { first, feed: await committer.open(chain, status) };
    } catch (error) {
      if (error instanceof InputError) throw error;
      log.warn("the chain can't be prepared, trying again", { error: firstLine(error), milliseconds: pause });
      await clock.sleep(pause, signal);
    }
  }
  return undefined;
}

/** Where to read on, and how many indexed blocks that replaces. */
type Base = { block: KnownBlock; replacedBlockCount: number };

/** Keeps what is read at the chain's head. */
async function follow(
  { source, store, status, signal }: ReadChainParameters,
  feed: Feed,
  first: KnownBlock,
  heads: Heads,
): Promise<void> {
  const { chain, clock, log } = source;
  /** The last block that was handed over; undefined if it is to be asked where the checkpoint stands. */
  let position: KnownBlock | undefined;
  /** Hashes of the last blocks that were handed over, by number. */
  let recent = new Map<bigint, string>();
  let pause = 0;
  let failing = false;

  while (!signal.aborted) {
    const head = await heads.next();
    if (head === undefined) return;
    try {
      await catchUp(head);
      pause = 0;
      if (failing) status.failure = undefined;
      failing = false;
    } catch (error) {
      if (error instanceof InputError) throw error;
      if (signal.aborted) return;
      if (error instanceof CheckpointMovedError) {
        position = undefined;
        heads.again(head);
        continue;
      }
      if (error instanceof FinalReplacedError) {
        await standStill(error);
        position = undefined;
      } else await rest(error);
      heads.again(await source.askHead().catch(() => head));
    }
  }

  async function rest(error: unknown): Promise<void> {
    pause = Math.min(Math.max(2 * pause, pauses.least), pauses.most);
    if (!(error instanceof ForkMixedError) || pause > 1_000) {
      log.warn("reading failed, trying again", { error: firstLine(error), milliseconds: pause });
      status.failure = firstLine(error);
      failing = true;
    }
    await clock.sleep(pause, signal);
  }

  /** Hands over everything up to the head. */
  async function catchUp(head: Header): Promise<void> {
    const base = await findBase(head);
    if (base === undefined) return;
    let { replacedBlockCount } = base;
    for await (const { from, last, headers, logs, finalBlockNumber } of readBatches(source, base.block, head, signal)) {
      await feed.push({
        ...{ fromBlock: from, to: last, replacedBlockCount, finalBlockNumber, headers, logs },
        ...{ readAt: clock.now(), live: head.number - last.number < liveBlocks },
      });
      position = last;
      replacedBlockCount = 0;
      remember(headers);
    }
  }

  function remember(headers: readonly Header[]): void {
    for (const { number, hash } of headers) {
      // The oldest first.
      recent.delete(number);
      recent.set(number, hash);
    }
    if (recent.size > 2 * mostRecent) recent = new Map([...recent].slice(-mostRecent));
  }

  /** Where to read on; undefined if there is nothing to do. */
  async function findBase(head: Header): Promise<Base | undefined> {
    if (position === undefined || feed.isStale()) {
      position = await feed.restart();
      await recall(position);
    }
    if (head.hash === position.hash) return undefined;
    if (head.parentHash === position.hash) return { block: position, replacedBlockCount: 0 };
    if (head.number <= position.number) {
      // A provider that lags behind is no reorg.
      if (await isIndexed(head)) return undefined;
    } else {
      const next = await source.header(position.number + 1n);
      if (next?.parentHash === position.hash) return { block: position, replacedBlockCount: 0 };
    }
    return await findFork(head);
  }

  async function isIndexed(head: Header): Promise<boolean> {
    if (recent.get(head.number) === head.hash) return true;
    for await (const { number, hash } of knownBlocks(store, chain.chainId, first)) {
      if (number === head.number && hash === head.hash) return true;
      if (number < head.number) return false;
    }
    return false;
  }

  /** Starts again from what is committed, of which a reorg may have taken some away. */
  async function findFork(head: Header): Promise<Base | undefined> {
    const checkpoint = await feed.restart();
    position = checkpoint;
    recent.clear();
    const finalBlockNumber = finalOf(checkpoint);
    const known = knownBlocks(store, chain.chainId, first);
    const ancestor = await findAncestor(known, source, head, { finalBlockNumber });
    if (ancestor === undefined) {
      throw new Error(`no indexed block of the chain is left: its start block ${chain.startBlock} was replaced too.`);
    }
    if (finalBlockNumber !== undefined && ancestor.number < finalBlockNumber) {
      throw new FinalReplacedError(checkpoint, finalBlockNumber, ancestor);
    }
    if (ancestor.number >= head.number) return undefined;
    await recall(ancestor);
    return { block: ancestor, replacedBlockCount: Number(checkpoint.number - ancestor.number) };
  }

  /** What leads to a block is known to the database: of it, too, something may be told to be final. */
  async function recall(base: KnownBlock): Promise<void> {
    const kept = await keptBlocks(store, chain.chainId);
    const path = kept.filter(({ number }) => number <= base.number).reverse();
    source.lineage.follow(path[0] ?? base);
    source.lineage.add(path);
  }

  /** Changes nothing, until somebody had the chain rewound, or the chain is again what it was. */
  async function standStill({ checkpoint, finalBlockNumber, ancestor }: FinalReplacedError): Promise<void> {
    const problem = `block ${finalBlockNumber} was final, and a reorg has replaced what follows block ${ancestor.number}`;
    status.stopped = `${problem}: to go on from there, run "concert indexer rewind --chain ${chain.chainId} --to ${ancestor.number}".`;
    log.error("the chain is stopped", { reason: status.stopped });
    while (!signal.aborted) {
      await clock.sleep(stoppedMilliseconds, signal);
      try {
        const { hash } = await readCheckpoint(store, chain.chainId);
        if (hash !== checkpoint.hash) break;
        if ((await source.header(checkpoint.number))?.hash === checkpoint.hash) break;
      } catch {
        // Neither chain nor database say that anything has changed.
      }
    }
    status.stopped = undefined;
    if (!signal.aborted) log.warn("the chain goes on");
  }
}

/** A reorg has replaced blocks that were final when they were indexed. */
class FinalReplacedError extends Error {
  override name = "FinalReplacedError";
  readonly checkpoint: Checkpoint;
  readonly finalBlockNumber: bigint;
  readonly ancestor: KnownBlock;

  constructor(checkpoint: Checkpoint, finalBlockNumber: bigint, ancestor: KnownBlock) {
    super(`block ${finalBlockNumber} was final, and was replaced`);
    this.checkpoint = checkpoint;
    this.finalBlockNumber = finalBlockNumber;
    this.ancestor = ancestor;
  }
}

/** The latest block that is both indexed and final. */
function finalOf({ number, finalBlockNumber }: Checkpoint): bigint | undefined {
  return finalBlockNumber !== undefined && finalBlockNumber > number ? number : finalBlockNumber;
}

/** The block before the start block: everything indexed follows it. */
async function readFirst(chain: IndexedChain, source: Source): Promise<KnownBlock> {
  if (chain.startBlock === 0n) return { number: -1n, hash: `0x${"0".repeat(64)}`, time: 0n };
  const header = await source.header(chain.startBlock - 1n);
  if (header === undefined) {
    throw new Error(
      `chain ${chain.chainId} (${chain.name}) has no block ${chain.startBlock - 1n}, before its start block.`,
    );
  }
  return header;
}

/** The latest head that nobody took yet. */
type Heads = {
  tell(head: Header): void;
  /** Tells a head unless a newer one waits. */
  again(head: Header): void;
  /** Undefined after the signal. */
  next(): Promise<Header | undefined>;
};

function createHeads(signal: AbortSignal): Heads {
  let waiting: Header | undefined;
  let wake: (() => void) | undefined;
  signal.addEventListener("abort", () => wake?.(), { once: true });
  function tell(head: Header): void {
    waiting = head;
    wake?.();
  }
  return {
    tell,
    again(head) {
      if (waiting === undefined) tell(head);
    },
    async next() {
      while (waiting === undefined && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const head = signal.aborted ? undefined : waiting;
      waiting = undefined;
      return head;
    },
  };
}
