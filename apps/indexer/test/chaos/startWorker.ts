import type { Network } from "@concert/simulator";
import { unknownStatus } from "../../src/api/ChainStatus.ts";
import type { Clock } from "../../src/clock.ts";
import { indexChains } from "../../src/indexChains.ts";
import type { Log } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics.ts";
import type { IndexedChain } from "../../src/source/IndexedChain.ts";
import type { Store } from "../../src/store/connectStore.ts";

/** An indexer within this process, without what serves its state. */
export type RunningWorker = {
  stop: () => Promise<void>;
  /** Why it ended by itself; undefined if it did not. */
  failed: () => string | undefined;
  /** How far it is, and what it waits for. */
  describe: () => string;
};

export type StartWorkerParameters = {
  name: string;
  chains: readonly IndexedChain[];
  /** Which of them it indexes; it knows that others index the rest. */
  held: ReadonlySet<bigint>;
  hubChainId: bigint;
  store: Store;
  queries: Store;
  network: Network;
  clock: Clock;
  unprovenAfterSeconds: number;
  /** Takes what it logs. */
  tell: (line: string) => void;
};

const pollMilliseconds = 500;

export function startWorker(parameters: StartWorkerParameters): RunningWorker {
  const { name, chains, held, hubChainId, store, queries, network, clock, unprovenAfterSeconds, tell } = parameters;
  const statuses = chains.map(({ chainId, name }) => unknownStatus(chainId, name));
  const stop = new AbortController();
  const indexing = indexChains({
    ...{ chains, hubChainId, statuses, store, queries, network, clock, pollMilliseconds, worker: name },
    log: createLog(tell),
    metrics: createMetrics(),
    unprovenAfterMilliseconds: unprovenAfterSeconds * 1_000,
    signal: stop.signal,
  });
  indexing.hold(held);
  let failure: string | undefined;
  const ended = indexing.ended.catch((error: unknown) => {
    failure = String((error as Error).stack ?? error);
  });
  return {
    async stop() {
      stop.abort();
      await ended;
    },
    failed: () => failure,
    describe: () =>
      statuses
        .filter(({ chainId }) => held.has(chainId))
        .map(describe)
        .join(", "),
  };
}

function describe(status: ReturnType<typeof unknownStatus>): string {
  return JSON.stringify(status, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}

function createLog(tell: (line: string) => void, fixed: Parameters<Log["with"]>[0] = {}): Log {
  const line =
    (level: string): Log["info"] =>
    (message, facts = {}) => {
      const all = Object.entries({ ...fixed, ...facts }).filter(([, value]) => value !== undefined);
      tell([level, message, ...all.map(([name, value]) => `${name}=${value}`)].join(" "));
    };
  return {
    ...{ info: line("info"), warn: line("warn"), error: line("error") },
    with: (facts) => createLog(tell, { ...fixed, ...facts }),
  };
}
