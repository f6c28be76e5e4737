import { InputError } from "@concert/types";
import type { ChainStatus } from "./api/ChainStatus.ts";
import type { Clock } from "./clock.ts";
import { decodeLogs } from "./decode/decodeLogs.ts";
import { firstLine, type Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { CheckpointMovedError } from "./publish/publishCut.ts";
import { createSource, type Source } from "./source/createSource.ts";
import type { Header } from "./source/Header.ts";
import type { IndexedChain } from "./source/IndexedChain.ts";
import { systemNetwork } from "./source/Network.ts";
import { readBatches } from "./source/readBatches.ts";
import { watchHeads } from "./source/watchHeads.ts";
import { type IndexedBlock, knownBlocks, openCheckpoint, readCheckpoint } from "./store/checkpoints.ts";
import { type Batch, commitBatches } from "./store/commitBatches.ts";
import type { Store } from "./store/connectStore.ts";
import { findAncestor, type KnownBlock } from "./verify/findAncestor.ts";
import { verifyChain } from "./verify/verifyChain.ts";
import { ForkMixedError } from "./verify/verifyLinks.ts";

export type IndexChainParameters = {
  chain: IndexedChain;
  hubChainId: bigint;
  store: Store;
  /** Kept up to date for those who ask how far the chain is. */
  status: ChainStatus;
  log: Log;
  clock: Clock;
  metrics: Metrics;
  pollMilliseconds: number;
  signal: AbortSignal;
};

const leastPauseMilliseconds = 100;
const mostPauseMilliseconds = 5_000;

/**
 * Indexes one chain until the signal: reads what follows its checkpoint, decodes it and commits it, again and again.
 *
 * @throws {InputError} If a provider serves another chain, or the contracts or the schema do not belong to it.
 */
export async function indexChain(parameters: IndexChainParameters): Promise<void> {
  const { chain, clock, log, metrics, status, signal } = parameters;
  const source = createSource({ chain, network: systemNetwork, clock, log, metrics });
  const stop = new AbortController();
  const signals = AbortSignal.any([signal, stop.signal]);
  try {
    const first = await prepare(parameters, source, signals);
    if (first === undefined) return;
    const heads = createHeads(signals);
    const watching = watchHeads({
      source,
      pollMilliseconds: parameters.pollMilliseconds,
      signal: signals,
      onHead(head) {
        status.headBlockNumber = head.number;
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
    const following = follow({ ...parameters, signal: signals }, source, first, heads);
    await Promise.all([watching, following].map((part) => part.finally(() => stop.abort())));
  } finally {
    stop.abort();
    source.close();
  }
}

/** Checks that chain and schema belong together, however long it takes until both answer. */
async function prepare(
  { chain, clock, store, log }: IndexChainParameters,
  source: Source,
  signal: AbortSignal,
): Promise<KnownBlock | undefined> {
  while (!signal.aborted) {
    try {
      const genesisHash = await verifyChain(source, signal);
      if (genesisHash === undefined) return undefined;
      const first = await readFirst(chain, source);
      await openCheckpoint(store, chain, genesisHash, first);
      return first;
    } catch (error) {
      if (error instanceof InputError) throw error;
      log.warn("the chain can't be prepared, trying again", { error: firstLine(error) });
      await clock.sleep(mostPauseMilliseconds, signal);
    }
  }
  return undefined;
}

/** Keeps the index at the chain's head. */
async function follow(
  { chain, clock, hubChainId, store, log, status, signal }: IndexChainParameters,
  source: Source,
  first: KnownBlock,
  heads: Heads,
): Promise<void> {
  let checkpoint = await readCheckpoint(store, chain.chainId);
  let pause = 0;
  status.blockNumber = checkpoint.number;
  while (!signal.aborted) {
    const head = await heads.next();
    if (head === undefined) return;
    try {
      checkpoint = await catchUp(head);
      pause = 0;
      status.failure = undefined;
    } catch (error) {
      if (error instanceof InputError) throw error;
      if (signal.aborted) return;
      if (isOvertaken(error)) {
        log.info("another indexer was quicker", { error: firstLine(error) });
        checkpoint = await reread(checkpoint);
        heads.again(head);
        continue;
      }
      pause = Math.min(Math.max(2 * pause, leastPauseMilliseconds), mostPauseMilliseconds);
      if (!(error instanceof ForkMixedError) || pause > 1_000) {
        log.warn("the batch failed, trying again", { error: firstLine(error), milliseconds: pause });
        status.failure = firstLine(error);
      }
      await clock.sleep(pause, signal);
      checkpoint = await reread(checkpoint);
      heads.again(await source.header("latest").catch(() => head));
    }
  }

  /** Commits batch after batch until the head; the next range is read while one is committed. */
  async function catchUp(head: Header): Promise<IndexedBlock> {
    let base = await findBase(head);
    if (base === undefined) return checkpoint;
    for await (const read of readBatches(source, base.block, head, signal)) {
      const { from, last, headers, logs, finalBlockNumber } = read;
      const batch: Batch = {
        chainId: chain.chainId,
        fromHash: checkpoint.hash,
        fromBlock: from,
        to: last,
        blocks: headers,
        rows: decodeLogs(chain, logs).rows,
        finalBlockNumber,
        replacedBlockCount: base.replacedBlockCount,
      };
      const started = performance.now();
      const cutId = await commitBatches(store, { batches: [batch], hubChainId });
      checkpoint = { number: last.number, hash: last.hash, time: last.time, cutId };
      base = { block: checkpoint, replacedBlockCount: 0 };
      status.blockNumber = checkpoint.number;
      logCommit(batch, cutId, performance.now() - started);
    }
    return checkpoint;
  }

  /** Where to go on from; undefined if there is nothing to do. */
  async function findBase(head: Header): Promise<{ block: KnownBlock; replacedBlockCount: number } | undefined> {
    if (head.hash === checkpoint.hash) return undefined;
    if (head.parentHash === checkpoint.hash) return { block: checkpoint, replacedBlockCount: 0 };
    if (head.number <= checkpoint.number) {
      for await (const known of knownBlocks(store, chain.chainId, first)) {
        // A provider that lags behind is no reorg.
        if (known.number === head.number && known.hash === head.hash) return undefined;
        if (known.number < head.number) break;
      }
    } else {
      const next = await source.header(checkpoint.number + 1n);
      if (next?.parentHash === checkpoint.hash) return { block: checkpoint, replacedBlockCount: 0 };
    }
    const ancestor = await findAncestor(knownBlocks(store, chain.chainId, first), source, head);
    if (ancestor === undefined) {
      throw new Error(`no indexed block of the chain is left: its start block ${chain.startBlock} was replaced too.`);
    }
    if (ancestor.number >= head.number) return undefined;
    return { block: ancestor, replacedBlockCount: Number(checkpoint.number - ancestor.number) };
  }

  /** Another worker may have moved the checkpoint; Postgres may be gone for a moment. */
  async function reread(known: IndexedBlock): Promise<IndexedBlock> {
    return await readCheckpoint(store, chain.chainId).catch(() => known);
  }

  function logCommit({ rows, to, fromBlock, replacedBlockCount }: Batch, cutId: bigint, milliseconds: number): void {
    const facts = { cut: cutId, block: to.number, rows: rows.count, milliseconds: Math.round(milliseconds) };
    if (replacedBlockCount > 0) log.warn("reorg", { ...facts, replaced: replacedBlockCount, from: fromBlock });
    // A line per empty block would hide the others.
    else if (rows.count > 0 || to.number > fromBlock) log.info("committed", facts);
  }
}

/** Another indexer of the same schema has committed the same blocks. */
function isOvertaken(error: unknown): boolean {
  return error instanceof CheckpointMovedError || (error as { code?: string }).code === "23505";
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
  again(head: Header | undefined): void;
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
      if (waiting === undefined && head !== undefined) tell(head);
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
