import type { Clock } from "../clock/Clock.ts";
import type { World } from "../world/createWorld.ts";
import type { Answer, Provider } from "./createProvider.ts";
import { createProviders, type Providers, type ProvidersParameters } from "./createProviders.ts";
import { createWebSocket } from "./createWebSocket.ts";

/** Stands in for the globals of the same names, and reaches a world's providers within the process. */
export type Network = {
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  /** URL of a provider, by default the first one's by HTTP. */
  url(chainId: number, provider?: string, protocol?: "http" | "ws"): string;
};

const host = "simulator";
/** How long a request waits that nobody answers and nobody gives up. */
const foreverMilliseconds = 24 * 60 * 60 * 1_000;
const slowParts = 8;

/** Serves a world on its own clock. What `plan` says begins now. */
export function createNetwork(parameters: ProvidersParameters): Network {
  const { world, providers: options } = parameters;
  const providers = createProviders(parameters);
  const first = options?.[0]?.name ?? "a";
  return {
    fetch: createFetch(world, providers),
    WebSocket: createWebSocket(world.clock, (url) => providerAt(providers, url)) as unknown as typeof WebSocket,
    url: (chainId, provider = first, protocol = "http") => `${protocol}://${host}/${chainId}/${provider}`,
  };
}

function providerAt(providers: Providers, url: URL): Provider | undefined {
  return url.host === host ? providers.at(url.pathname) : undefined;
}

function createFetch({ clock }: World, providers: Providers): typeof fetch {
  return async (input, init) => {
    const { url, signal, text } = readRequest(input, init);
    signal.throwIfAborted();
    const provider = providerAt(providers, url);
    if (provider === undefined) throw fetchFailed("ENOTFOUND");
    const body = await text();
    const answer = await orAbort(provider.answer(body, "http"), signal);
    if (answer === "timeout") {
      await clock.sleep(foreverMilliseconds, signal);
      signal.throwIfAborted();
      throw fetchFailed("UND_ERR_HEADERS_TIMEOUT");
    }
    if (answer === "refused" || answer === "dropped") throw fetchFailed("ECONNREFUSED");
    const { status, headers } = answer;
    return new Response(bodyOf(answer, clock, signal), { status, headers });
  };
}

/** A `Request` takes as long as the whole answer: what is as plain as it can be needs none. */
function readRequest(...[input, init]: Parameters<typeof fetch>) {
  const { body, signal } = init ?? {};
  if (!(input instanceof Request) && typeof body === "string" && signal) {
    return { url: new URL(input), signal, text: async () => body };
  }
  const request = new Request(input, init);
  return { url: new URL(request.url), signal: request.signal, text: () => request.text() };
}

function bodyOf({ body, slowMilliseconds, isCut }: Answer, clock: Clock, signal: AbortSignal) {
  const bytes = Buffer.concat(body.map((part) => Buffer.from(part as Buffer)));
  if (slowMilliseconds === 0 && !isCut) return bytes;
  const end = isCut ? Math.ceil(bytes.length / 2) : bytes.length;
  const size = Math.max(1, Math.ceil(end / slowParts));
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (slowMilliseconds > 0) await clock.sleep(slowMilliseconds / slowParts, signal);
      if (signal.aborted) return controller.error(signal.reason);
      if (sent < end) {
        controller.enqueue(new Uint8Array(bytes.subarray(sent, Math.min(sent + size, end))));
        sent += size;
      } else if (isCut) controller.error(new TypeError("terminated"));
      else controller.close();
    },
  });
}

async function orAbort<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([value, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function fetchFailed(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}
