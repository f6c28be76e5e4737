import { setTimeout as sleep } from "node:timers/promises";
import type { RpcBlock } from "viem";
import { firstLine, type Log } from "../log.ts";
import { parseHeader, type Source } from "./createSource.ts";
import type { Header } from "./Header.ts";
import { inputErrorIn } from "./inputErrorIn.ts";

export type WatchHeadsParameters = {
  source: Source;
  /** Called for every new head, at least once per poll, in no order that can be relied on. */
  onHead: (head: Header) => void;
  /** Called with what is wrong when the chain can't be read, and with nothing when it can again. */
  onOutage: (error: string | undefined) => void;
  log: Log;
  /** How often the head is asked for while no websocket tells it. */
  pollMilliseconds: number;
  signal: AbortSignal;
};

/** With a websocket, asking is only there for the case that it goes silent. */
const pollBesideSocketMilliseconds = 5_000;
const resubscribeMilliseconds = 1_000;

/**
 * Tells the heads of a chain: over a websocket where there is one, else by asking. Runs until the signal.
 *
 * @throws {InputError} If no provider is left but one of another chain.
 */
export async function watchHeads(parameters: WatchHeadsParameters): Promise<void> {
  const subscribed = { current: false };
  await Promise.all([subscribe(parameters, subscribed), poll(parameters, subscribed)]);
}

async function subscribe(
  { source, onHead, log, signal }: WatchHeadsParameters,
  subscribed: { current: boolean },
): Promise<void> {
  const providers = source.providers.filter((provider) => provider.subscribeHeads !== undefined);
  for (let attempt = 0; providers.length !== 0 && !signal.aborted; attempt++) {
    const provider = providers[attempt % providers.length]!;
    const broken = Promise.withResolvers<Error | undefined>();
    const abort = () => broken.resolve(undefined);
    signal.addEventListener("abort", abort, { once: true });
    try {
      const subscription = await provider.subscribeHeads!(
        (head) => onHead(parseHeader(head as RpcBlock)),
        broken.resolve,
      );
      subscribed.current = true;
      log.info("watching heads over a websocket", { url: provider.url });
      const error = await broken.promise;
      if (error !== undefined) log.warn("the websocket broke", { url: provider.url, error: error.message });
      subscription.stop();
    } catch {
      // Polling goes on meanwhile, and says what is wrong with the provider if it can't be read either.
    }
    subscribed.current = false;
    signal.removeEventListener("abort", abort);
    await sleep(resubscribeMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

async function poll(
  { source, onHead, onOutage, pollMilliseconds, signal }: WatchHeadsParameters,
  subscribed: { current: boolean },
): Promise<void> {
  while (!signal.aborted) {
    try {
      const head = await source.header("latest");
      if (head !== undefined && !signal.aborted) onHead(head);
      onOutage(undefined);
    } catch (error) {
      const inputError = inputErrorIn(error);
      if (inputError !== undefined) throw inputError;
      if (!signal.aborted) onOutage(firstLine(error));
    }
    const pause = subscribed.current ? pollBesideSocketMilliseconds : pollMilliseconds;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}
