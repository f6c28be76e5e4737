import type { Clock } from "../clock.ts";
import type { Metrics } from "../metrics.ts";
import { ProviderError } from "./ProviderError.ts";
import { createRangeSize, type RangeSize } from "./RangeSize.ts";
import type { Answers, RpcCall, RpcTransport, SendLimits } from "./RpcTransport.ts";

/** A provider of one chain, and what is known of it. */
export type Provider = {
  /** Its address, without what may be secret in it. */
  name: string;
  /** As configured: for errors that the operator sees. */
  url: string;
  /** The same address over HTTP and a websocket is one party: it confirms nothing of itself. */
  party: string;
  /** In the configuration: the first is preferred. */
  position: number;
  transport: RpcTransport;
  /** How many blocks it is asked for at once. */
  range: RangeSize;
  /** Whether it has given receipts of a block; undefined until it was asked. */
  receipts: boolean | undefined;

  /** The connection over which it has shown its chain; undefined if it has to show it again. */
  verified: number | undefined;
  /** Failures since its last answer. */
  failureCount: number;
  /** Moving average of a small call, in milliseconds; undefined until it answered. */
  latency: number | undefined;
  /** It wants to be left alone until then; how often it said so in a row. */
  pausedUntil: number;
  pauseCount: number;
  /** It is set aside until then, and how often it was lately. */
  asideUntil: number;
  asideCount: number;
  /** Why it is set aside: kept until it has answered again. */
  aside: { fault: string; message: string; since: number } | undefined;
  /** The latest head that it told. */
  headNumber: bigint | undefined;
  /** Since when its head is behind that of the others. */
  behindSince: number | undefined;

  /** @throws {ProviderError} */
  call(calls: readonly RpcCall[], limits?: SendLimits): Promise<Answers>;
};

export type ProviderParameters = {
  url: string;
  name: string;
  position: number;
  transport: RpcTransport;
  clock: Clock;
  metrics: Metrics;
  chainId: bigint;
  requestsPerSecond: number | undefined;
  /** Ends its waits. */
  signal: AbortSignal;
};

/** Of calls whose answers are small. */
const smallLimits: SendLimits = { milliseconds: 10_000, bytes: 16_000_000 };
/** Unused calls add up for so long. */
const burstMilliseconds = 500;

export function createProvider(parameters: ProviderParameters): Provider {
  const { url, name, position, transport, clock, metrics, chainId, requestsPerSecond, signal } = parameters;
  const labels = { chain: `${chainId}`, provider: name };
  /** When the calls made so far would have gone out, evenly spaced. */
  let spacedUntil = 0;

  async function pace(count: number): Promise<void> {
    if (requestsPerSecond === undefined) return;
    const now = clock.now();
    const wait = Math.max(spacedUntil - burstMilliseconds - now, 0);
    spacedUntil = Math.max(spacedUntil, now) + (count * 1_000) / requestsPerSecond;
    if (wait > 0) await clock.sleep(wait, signal);
  }

  return {
    name,
    url,
    party: url.replace(/^\w+:/, ""),
    position,
    transport,
    range: createRangeSize(),
    receipts: undefined,
    verified: undefined,
    failureCount: 0,
    latency: undefined,
    pausedUntil: 0,
    pauseCount: 0,
    asideUntil: 0,
    asideCount: 0,
    aside: undefined,
    headNumber: undefined,
    behindSince: undefined,
    async call(calls, limits = smallLimits) {
      await pace(calls.length);
      for (const { method } of calls) metrics.requests.inc({ ...labels, method });
      const started = clock.now();
      try {
        const answers = await transport.send(calls, limits);
        const milliseconds = clock.now() - started;
        metrics.requestSeconds.observe(labels, milliseconds / 1_000);
        metrics.responseBytes.inc(labels, answers.bytes);
        if (limits === smallLimits) {
          this.latency = this.latency === undefined ? milliseconds : 0.8 * this.latency + 0.2 * milliseconds;
        }
        return answers;
      } catch (error) {
        if (error instanceof ProviderError) metrics.errors.inc({ ...labels, kind: error.kind });
        throw error;
      }
    },
  };
}

/** Addresses of providers often hold a key. */
export function publicName(url: string): string {
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname === "/" && search === "" ? "" : "/…"}`;
}
