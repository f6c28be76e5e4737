import type { ChainStatus } from "./api/ChainStatus.ts";
import type { Clock } from "./clock.ts";
import { createCommitter } from "./commit/createCommitter.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { writeStatuses } from "./publish/writeStatuses.ts";
import { readChain } from "./readChain.ts";
import { createSource } from "./source/createSource.ts";
import type { IndexedChain } from "./source/IndexedChain.ts";
import type { Network } from "./source/Network.ts";
import type { Store } from "./store/connectStore.ts";

export type IndexChainsParameters = {
  /** All chains of the index. */
  chains: readonly IndexedChain[];
  /** One per chain, in the same order: kept up to date for those who ask how far it is. */
  statuses: readonly ChainStatus[];
  hubChainId: bigint;
  /** For commits, of which two are under way at a time. */
  store: Store;
  /** For everything else. */
  queries: Store;
  network: Network;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  pollMilliseconds: number;
  /** How long is waited for what a block follows from, while the chain where it would be can't be read. */
  unprovenAfterMilliseconds: number;
  /** What this process is called in `chain_status`. */
  worker: string;
  signal: AbortSignal;
};

export type IndexingChains = {
  /** Indexes these chains from now on, and no others. None at the start. */
  hold(chainIds: ReadonlySet<bigint>): void;
  /** Resolves after the signal, once everything has ended; rejects with what ended it before. */
  ended: Promise<void>;
};

/** Reads chains side by side and commits what they say, all of them by one committer. */
export function indexChains(parameters: IndexChainsParameters): IndexingChains {
  const { chains, statuses, hubChainId, queries, log } = parameters;
  const hubChain = chains.find(({ chainId }) => chainId === hubChainId)!;
  const stop = new AbortController();
  const signal = AbortSignal.any([parameters.signal, stop.signal]);
  const sources = new Map(
    chains.map((chain) => [
      chain.chainId,
      createSource({ ...parameters, chain, log: log.with({ chain: chain.chainId }) }),
    ]),
  );
  const statusOf = new Map(statuses.map((status) => [status.chainId, status]));
  const committer = createCommitter({
    ...parameters,
    signal,
    isIndexed: (chainId) => sources.has(chainId),
    async askHead(chainId) {
      const source = sources.get(chainId);
      if (source === undefined) throw new Error(`chain ${chainId} is not configured.`);
      const stopped = statusOf.get(chainId)?.stopped;
      if (stopped !== undefined) throw new Error(stopped);
      return await source.askHead();
    },
  });

  const readers = new Map<bigint, { stop: AbortController; ended: Promise<void> }>();
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => undefined);
  const fail = (error: unknown) => {
    stop.abort();
    ended.reject(error);
  };
  const running = [
    committer.run(),
    writeStatuses({ ...parameters, store: queries, isHeld: (id) => readers.has(id), signal }),
  ];
  for (const part of running) part.catch(fail);
  signal.addEventListener("abort", () => void end(), { once: true });

  function begin(chainId: bigint, before: Promise<void>): void {
    const stop = new AbortController();
    const source = sources.get(chainId)!;
    const status = statusOf.get(chainId)!;
    const reading = before.then(() =>
      readChain({
        ...parameters,
        source,
        hubChain,
        store: queries,
        committer,
        status,
        signal: AbortSignal.any([signal, stop.signal]),
      }),
    );
    readers.set(chainId, { stop, ended: reading.catch(fail) });
  }

  async function end(): Promise<void> {
    await Promise.allSettled([...running, ...[...readers.values()].map((reader) => reader.ended), ...leaving.values()]);
    for (const source of sources.values()) source.close();
    ended.resolve();
  }

  const leaving = new Map<bigint, Promise<void>>();
  return {
    hold(chainIds) {
      for (const [chainId, reader] of readers) {
        if (chainIds.has(chainId)) continue;
        reader.stop.abort();
        readers.delete(chainId);
        leaving.set(chainId, reader.ended);
      }
      for (const chainId of chainIds) {
        if (!readers.has(chainId) && !signal.aborted) begin(chainId, leaving.get(chainId) ?? Promise.resolve());
      }
    },
    ended: ended.promise,
  };
}
