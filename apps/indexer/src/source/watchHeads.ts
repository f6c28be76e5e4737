import { firstLine } from "../log.ts";
import { askHeader } from "./askProvider.ts";
import type { Source } from "./createSource.ts";
import type { Head, Header } from "./Header.ts";
import type { Provider } from "./Provider.ts";
import { parseHeader } from "./parse.ts";

export type WatchHeadsParameters = {
  source: Source;
  /** Called for every new head, and at least once per poll, in no order that can be relied on. */
  onHead: (head: Head) => void;
  /** Called with what is wrong when the chain can't be read, and with nothing when it can. */
  onOutage: (error: string | undefined) => void;
  /** How often the head is asked for while no websocket tells it. */
  pollMilliseconds: number;
  signal: AbortSignal;
};

/** With a websocket, asking is only there for the case that it goes silent. */
const pollBesideSocketMilliseconds = 5_000;
/** A provider that told no head for so long is asked. Longer than between two polls, which may have asked the same one. */
const probeMilliseconds = 6_000;
const resubscribe = { least: 500, most: 15_000 };
/** A websocket that tells no head for so many times their usual spacing is asked why. */
const silence = { spacings: 4, least: 1_500, most: 15_000, first: 7_500 };
/** A head may be on its way while it is asked for. */
const graceMilliseconds = 500;

/**
 * Tells the heads of a chain: over websockets where there are any, else by asking. Runs until the signal.
 *
 * One provider's word is followed as long as it is not overtaken: two that stand on different forks for a moment would
 * have the index go to and fro.
 */
export async function watchHeads(parameters: WatchHeadsParameters): Promise<void> {
  const { source } = parameters;
  const { providers } = source.pool;
  const heardAt = new Map(providers.map((provider) => [provider, source.clock.now()]));
  const tell = createTeller(parameters, heardAt);
  const watch: Watch = { ...parameters, tell, heardAt, asked: new Map(), live: new Set(), wake: new AbortController() };
  await Promise.all([
    poll(watch),
    ...(providers.length === 1 ? [] : providers.map((provider) => probe(watch, provider))),
    ...providers
      .filter(({ transport }) => transport.subscribeHeads !== undefined)
      .map((provider) => subscribe(watch, provider)),
  ]);
}

type Watch = WatchHeadsParameters & {
  tell: (provider: Provider, header: Header, seenAt: number) => void;
  /** When each provider last told a head, or was asked for it to no avail. */
  heardAt: Map<Provider, number>;
  /** What each provider answered last when it was asked for its head, and when. */
  asked: Map<Provider, { number: bigint; at: number }>;
  /** Providers whose websocket tells heads. */
  live: Set<Provider>;
  /** Ends the present pause between two polls. */
  wake: AbortController;
};

function createTeller({ source, onHead, signal }: WatchHeadsParameters, heardAt: Watch["heardAt"]): Watch["tell"] {
  let last: { head: Header; teller: Provider } | undefined;
  return (provider, header, seenAt) => {
    if (signal.aborted) return;
    heardAt.set(provider, source.clock.now());
    source.noteHead(provider, header);
    const usable = (candidate: Provider) => candidate.asideUntil <= source.clock.now();
    if (!usable(provider)) return;
    const followed =
      last === undefined ||
      header.number > last.head.number ||
      header.hash === last.head.hash ||
      provider === last.teller ||
      !usable(last.teller);
    if (!followed) return;
    last = { head: header, teller: provider };
    onHead({ ...header, seenAt });
  };
}

/** Asks whoever answers best. */
async function poll(watch: Watch): Promise<void> {
  const { source, live, onOutage, pollMilliseconds, signal } = watch;
  const { clock, pool, metrics, chain } = source;
  while (!signal.aborted) {
    try {
      await pool.run((provider) => askHead(watch, provider));
      onOutage(undefined);
      metrics.readable.set({ chain: `${chain.chainId}` }, 1);
    } catch (error) {
      if (signal.aborted) return;
      onOutage(firstLine(error));
      metrics.readable.set({ chain: `${chain.chainId}` }, 0);
    }
    await clock.sleep(
      live.size > 0 ? pollBesideSocketMilliseconds : pollMilliseconds,
      live.size > 0 ? AbortSignal.any([signal, watch.wake.signal]) : signal,
    );
  }
}

/** Asks one provider when it was silent, so that its head is known, and it is noticed when it serves again. */
async function probe(watch: Watch, provider: Provider): Promise<void> {
  const { source, heardAt, signal } = watch;
  const { clock, pool } = source;
  while (!signal.aborted) {
    const wait = Math.max(heardAt.get(provider)! + probeMilliseconds, provider.asideUntil + 1) - clock.now();
    if (wait > 0) {
      await clock.sleep(wait, signal);
      continue;
    }
    heardAt.set(provider, clock.now());
    await pool.run(() => askHead(watch, provider), { only: provider, rounds: 1 }).catch(() => undefined);
  }
}

async function askHead({ source: { clock }, asked, tell }: Watch, provider: Provider): Promise<void> {
  const seenAt = clock.now();
  const header = await askHeader(provider, "latest");
  asked.set(provider, { number: header.number, at: seenAt });
  tell(provider, header, seenAt);
}

async function subscribe(watch: Watch, provider: Provider): Promise<void> {
  const { source, live, signal } = watch;
  const { clock, pool, log, random } = source;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const wait = provider.asideUntil - clock.now();
    if (wait > 0) await clock.sleep(wait + 1, signal);
    if (signal.aborted) return;
    try {
      const reason = await pool.run(
        () =>
          follow(watch, provider, () => {
            attempt = 0;
          }),
        { only: provider, rounds: 1 },
      );
      if (reason !== undefined) log.warn("the websocket broke", { provider: provider.name, error: reason });
    } catch {
      // Polling goes on meanwhile, and says what is wrong with the provider if it can't be read either.
    }
    live.delete(provider);
    watch.wake.abort();
    watch.wake = new AbortController();
    const pause = Math.min(resubscribe.least * 2 ** attempt, resubscribe.most);
    await clock.sleep(pause * (0.5 + random() / 2), signal);
  }
}

/** Follows the heads that a websocket tells. @returns Why they end; nothing after the signal. */
async function follow(watch: Watch, provider: Provider, onLive: () => void): Promise<string | undefined> {
  const { source, tell, asked, live, signal } = watch;
  const { clock, log, pool } = source;
  const broken = Promise.withResolvers<string | undefined>();
  const ended = new AbortController();
  let latest = -1n;
  let heardAt = clock.now();
  let spacing: number | undefined;
  const subscription = await provider.transport.subscribeHeads!((raw) => {
    const now = clock.now();
    let header: Header | undefined;
    try {
      header = parseHeader(raw);
    } catch {
      // A head that is none: the next poll tells it.
    }
    if (header === undefined) return;
    if (latest >= 0n) spacing = spacing === undefined ? now - heardAt : 0.8 * spacing + 0.2 * (now - heardAt);
    heardAt = now;
    latest = header.number;
    tell(provider, header, now);
  }, broken.resolve);
  const abort = () => broken.resolve(undefined);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  live.add(provider);
  onLive();
  log.info("watching heads over a websocket", { provider: provider.name });

  const listen = async () => {
    while (!ended.signal.aborted) {
      const usual = spacing === undefined ? silence.first : silence.spacings * spacing;
      const allowed = Math.min(Math.max(usual, silence.least), silence.most);
      const answer = asked.get(provider);
      // That there is no later head has just been told.
      const confirmedAt = answer !== undefined && answer.number <= latest ? Math.max(answer.at, heardAt) : heardAt;
      const quiet = clock.now() - confirmedAt;
      if (quiet < allowed) {
        await clock.sleep(allowed - quiet, ended.signal);
        continue;
      }
      try {
        const head = await pool.run(() => askHeader(provider, "latest"), { only: provider, rounds: 1 });
        if (head.number > latest) await clock.sleep(graceMilliseconds, ended.signal);
        if (ended.signal.aborted) return;
        // A subscription that told nothing yet has nothing to be compared with.
        if (head.number > latest && latest >= 0n) return provider.transport.reconnect("it went silent");
        tell(provider, head, clock.now());
        if (latest < 0n) latest = head.number;
      } catch {
        if (!ended.signal.aborted) return provider.transport.reconnect("it does not answer");
      }
      heardAt = clock.now();
    }
  };
  void listen();
  const reason = await broken.promise;
  ended.abort();
  signal.removeEventListener("abort", abort);
  subscription.stop();
  return reason;
}
