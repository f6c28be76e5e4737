import { InputError } from "@concert/types";
import type { Clock } from "../clock.ts";
import { firstLine, type Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { httpTransport } from "./httpTransport.ts";
import type { IndexedChain } from "./IndexedChain.ts";
import type { Network } from "./Network.ts";
import { createProvider, type Provider, publicName } from "./Provider.ts";
import { type Fault, LieError, NotFoundError, ProviderError, UnreadableError } from "./ProviderError.ts";
import { webSocketTransport } from "./webSocketTransport.ts";

export type PoolParameters = {
  chain: IndexedChain;
  network: Network;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** From 0 up to 1: spreads pauses, so that many indexers do not come back at once. */
  random: () => number;
};

export type RunOptions = {
  /** Is asked first if it may be asked at all. */
  prefer?: Provider | undefined;
  /** Nobody else is asked. */
  only?: Provider;
  /** Ask those first whose answers can be cut off. */
  large?: boolean;
  /** How often all are asked before it is given up. */
  rounds?: number;
};

/** The providers of one chain. */
export type Pool = {
  providers: readonly Provider[];
  /**
   * Lets providers try, the best one first, until one succeeds. One that fails is asked less, one that lies is set aside.
   *
   * @throws {NotFoundError} If those that answered have not got what was asked for.
   * @throws {UnreadableError} If none answers.
   * @throws {InputError} Before `started`: if the provider is of another chain.
   */
  run<T>(attempt: (provider: Provider) => Promise<T>, options?: RunOptions): Promise<T>;
  /** Those that are not set aside, the best one first. */
  usable(options?: RunOptions): Provider[];
  /** Other providers that could confirm what one said, the best one first. */
  others(provider: Provider): Provider[];
  setAside(provider: Provider, fault: Fault, message: string): void;
  /** Takes note of a head that a provider told, and sets it aside if that is far behind. */
  noteHead(provider: Provider, number: bigint): void;
  /** Something did not fit together: every provider has to show its chain again. */
  doubt(): void;
  /** From now on a provider of another chain is set aside, and ends nothing. */
  started: boolean;
  /** The first block's hash, which every provider has to show; undefined until it is known. */
  genesisHash: string | undefined;
  /** Why the chain can't be read; undefined if some provider may be asked. */
  unreadable(): string | undefined;
  close(): void;
};

/** So many failures in a row are no accident. */
const failuresUntilAside = 3;
/** Milliseconds: how long a provider is set aside first, and at most. */
const asideMilliseconds: Record<Fault, { least: number; most: number }> = {
  wrong_chain: { least: 5_000, most: 60_000 },
  bad_link: { least: 1_000, most: 30_000 },
  bad_bloom: { least: 1_000, most: 30_000 },
  missing_logs: { least: 1_000, most: 30_000 },
  foreign_logs: { least: 1_000, most: 30_000 },
  bad_receipts: { least: 1_000, most: 30_000 },
  lag: { least: 2_000, most: 30_000 },
  unreachable: { least: 250, most: 5_000 },
};
/** So long after it came back, what a provider did before is forgotten. */
const forgiveMilliseconds = 60_000;
const pause = { least: 500, most: 30_000 };
const roundPauseMilliseconds = 100;
/** A provider so many blocks behind is syncing; a few blocks behind for so long, it hangs. */
const lag = { mostBlocks: 64n, fewBlocks: 2n, milliseconds: 15_000 };

export function createPool({ chain, network, clock, log, metrics, random }: PoolParameters): Pool {
  const closed = new AbortController();
  const names = chain.rpcUrls.map(publicName);
  const providers = chain.rpcUrls.map((url, position): Provider => {
    const repeated = names.indexOf(names[position]!) !== names.lastIndexOf(names[position]!);
    return createProvider({
      url,
      name: repeated ? `${names[position]} #${position + 1}` : names[position]!,
      position,
      transport: url.startsWith("ws") ? webSocketTransport(url, network, clock) : httpTransport(url, network, clock),
      clock,
      metrics,
      chainId: chain.chainId,
      requestsPerSecond: chain.requestsPerSecond,
      signal: closed.signal,
    });
  });
  const verifying = new Map<Provider, Promise<void>>();
  const labelsOf = (provider: Provider) => ({ chain: `${chain.chainId}`, provider: provider.name });

  const pool: Pool = {
    providers,
    started: false,
    genesisHash: chain.genesisHash,
    run,
    usable,
    others: (provider) =>
      usable().filter(({ party, behindSince }) => party !== provider.party && behindSince === undefined),
    setAside,
    noteHead,
    doubt() {
      for (const provider of providers) provider.verified = undefined;
    },
    unreadable() {
      const now = clock.now();
      if (providers.some(({ asideUntil }) => asideUntil <= now)) return undefined;
      return providers.map(({ name, aside }) => `${name}: ${aside?.message ?? "set aside"}`).join("; ");
    },
    close() {
      closed.abort();
      for (const { transport } of providers) transport.close();
    },
  };
  return pool;

  async function run<T>(attempt: (provider: Provider) => Promise<T>, options: RunOptions = {}): Promise<T> {
    let notFound: NotFoundError | undefined;
    const failures = new Map<string, string>();
    for (let round = 0; round < (options.rounds ?? 2); round++) {
      if (usable(options).length === 0) break;
      if (round > 0) await clock.sleep(jittered(roundPauseMilliseconds * 2 ** round), closed.signal);
      for (const provider of usable(options)) {
        if (closed.signal.aborted) throw new UnreadableError("the chain is not read any more");
        const wait = provider.pausedUntil - clock.now();
        if (wait > 0) await clock.sleep(wait, closed.signal);
        try {
          await verifyIdentity(provider);
          const result = await attempt(provider);
          noteSuccess(provider);
          return result;
        } catch (error) {
          if (error instanceof NotFoundError) {
            noteSuccess(provider);
            notFound = error;
          } else if (!noteFailure(provider, error)) throw error;
          else failures.set(provider.name, firstLine(error));
        }
      }
      if (notFound !== undefined) throw notFound;
    }
    const reasons = [...failures].map(([name, message]) => `${name}: ${message}`).join("; ");
    throw new UnreadableError(reasons || (pool.unreadable() ?? "no provider is left to ask"));
  }

  function usable({ prefer, only, large = false }: RunOptions = {}): Provider[] {
    const now = clock.now();
    const rank = (provider: Provider) => {
      const paused = Math.max(provider.pausedUntil - now, 0);
      const behind = provider.behindSince === undefined ? 0 : 1_000;
      const unbounded = large && provider.transport.subscribeHeads !== undefined ? 10_000 : 0;
      const preferred = provider === prefer && provider.failureCount === 0 ? -1_000 : 0;
      const latency = (provider.latency ?? 0) * (1 + provider.failureCount) + 100 * provider.failureCount;
      return 1_000 * paused + preferred + behind + unbounded + latency + 20 * provider.position;
    };
    return providers
      .filter((provider) => provider.asideUntil <= now && (only === undefined || provider === only))
      .map((provider) => ({ provider, rank: rank(provider) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ provider }) => provider);
  }

  /** Asks a provider for its chain, once per connection; those who come meanwhile share the answer. */
  async function verifyIdentity(provider: Provider): Promise<void> {
    if (provider.verified === provider.transport.connection()) return;
    let running = verifying.get(provider);
    if (running === undefined) {
      running = askIdentity(provider).finally(() => verifying.delete(provider));
      verifying.set(provider, running);
    }
    await running;
  }

  async function askIdentity(provider: Provider): Promise<void> {
    const connection = provider.transport.connection();
    const { genesisHash } = pool;
    const { results } = await provider.call([
      { method: "eth_chainId", params: [] },
      ...(genesisHash === undefined ? [] : [{ method: "eth_getBlockByNumber", params: ["0x0", false] }]),
    ]);
    const served = typeof results[0] === "string" ? BigInt(results[0]) : undefined;
    // Not to know it is no sign of another chain.
    if (served === chain.chainId && results[1] === null) {
      throw new ProviderError("refused", "it does not give its chain's first block");
    }
    const problem = served === chain.chainId ? wrongGenesis(results[1]) : wrongChain(served);
    if (problem !== undefined) {
      if (!pool.started) throw new InputError(problem(provider.url));
      throw new LieError("wrong_chain", problem(provider.name));
    }
    provider.verified = connection;
  }

  function wrongChain(served: bigint | undefined): (name: string) => string {
    return (name) =>
      `${name} serves chain ${served ?? "unknown"}, but the configuration gives it for chain ${chain.chainId} (${chain.name}): correct that chain's rpcUrls.`;
  }

  function wrongGenesis(genesis: unknown): ((name: string) => string) | undefined {
    if (pool.genesisHash === undefined) return undefined;
    const hash = (genesis as { hash?: string } | null)?.hash?.toLowerCase();
    if (hash === pool.genesisHash) return undefined;
    return (name) =>
      `${name} serves a chain ${chain.chainId} (${chain.name}) whose first block is ${hash ?? "unknown"}, but the deployment was made on one that starts with ${pool.genesisHash}: correct rpcUrls, or deploy again.`;
  }

  function noteSuccess(provider: Provider): void {
    // It was set aside meanwhile.
    if (provider.asideUntil > clock.now()) return;
    provider.failureCount = 0;
    provider.pauseCount = 0;
    if (provider.aside === undefined) {
      if (provider.asideCount > 0 && clock.now() - provider.asideUntil > forgiveMilliseconds) provider.asideCount = 0;
      return;
    }
    log.info("the provider serves again", { provider: provider.name });
    metrics.setAside.remove({ ...labelsOf(provider), reason: provider.aside.fault });
    provider.aside = undefined;
  }

  /** @returns Whether the failure is the provider's, so that another one may do. */
  function noteFailure(provider: Provider, error: unknown): boolean {
    if (error instanceof LieError) {
      setAside(provider, error.fault, firstLine(error));
      return true;
    }
    if (!(error instanceof ProviderError)) return false;
    const now = clock.now();
    switch (error.kind) {
      case "rate_limited": {
        const backoff = jittered(Math.min(pause.least * 2 ** provider.pauseCount, pause.most));
        provider.pauseCount++;
        provider.pausedUntil = Math.max(provider.pausedUntil, now + (error.waitMilliseconds ?? backoff));
        return true;
      }
      case "unsupported":
        return true;
      case "timeout":
        provider.transport.reconnect("it does not answer");
        break;
    }
    provider.failureCount++;
    if (provider.failureCount >= failuresUntilAside || provider.aside !== undefined) {
      setAside(provider, "unreachable", firstLine(error));
    }
    return true;
  }

  function setAside(provider: Provider, fault: Fault, message: string): void {
    const now = clock.now();
    if (fault !== "unreachable") metrics.errors.inc({ ...labelsOf(provider), kind: fault });
    // What was asked before may fail after: once is enough.
    if (provider.asideUntil > now && provider.aside?.fault === fault) return;
    const { least, most } = asideMilliseconds[fault];
    const milliseconds = Math.round(jittered(Math.min(least * 2 ** provider.asideCount, most)));
    if (provider.aside?.fault !== fault) {
      log.warn("the provider is set aside", { provider: provider.name, reason: fault, error: message, milliseconds });
    }
    if (provider.aside !== undefined) metrics.setAside.remove({ ...labelsOf(provider), reason: provider.aside.fault });
    metrics.setAside.set({ ...labelsOf(provider), reason: fault }, 1);
    provider.asideCount++;
    provider.asideUntil = now + milliseconds;
    provider.aside = { fault, message, since: provider.aside?.since ?? now };
    provider.failureCount = 0;
    provider.verified = undefined;
    provider.behindSince = undefined;
  }

  function noteHead(provider: Provider, number: bigint): void {
    provider.headNumber = number;
    metrics.head.set(labelsOf(provider), Number(number));
    const behind = behindOf(provider);
    if (behind < lag.fewBlocks) {
      provider.behindSince = undefined;
      return;
    }
    const now = clock.now();
    provider.behindSince ??= now;
    if (behind > lag.mostBlocks || now - provider.behindSince > lag.milliseconds) {
      setAside(provider, "lag", `its head ${number} is ${behind} blocks behind`);
    }
  }

  /** Behind the best of the others; of three or more, the second best, since one alone may tell anything. */
  function behindOf(provider: Provider): bigint {
    const heads = usable().flatMap(({ headNumber }) => (headNumber === undefined ? [] : [headNumber]));
    if (provider.headNumber === undefined || heads.length < 2) return 0n;
    heads.sort((a, b) => (a < b ? 1 : -1));
    const reference = heads.length >= 3 ? heads[1]! : heads[0]!;
    return reference > provider.headNumber ? reference - provider.headNumber : 0n;
  }

  /** Half of it at least. */
  function jittered(milliseconds: number): number {
    return milliseconds * (0.5 + random() / 2);
  }
}
