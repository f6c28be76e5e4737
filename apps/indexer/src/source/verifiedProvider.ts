import { InputError } from "@concert/types";
import {
  BaseError,
  custom,
  type EIP1193RequestFn,
  http,
  SocketClosedError,
  TimeoutError,
  type Transport,
  WebSocketRequestError,
  webSocket,
} from "viem";
import type { IndexedChain } from "./IndexedChain.ts";

const requestMilliseconds = 10_000;

/** A provider of one chain. */
export type Provider = {
  url: string;
  /** Answers only after the provider has shown that it serves the chain. */
  transport: Transport;
  /** Over a websocket: calls back for each new head, as the provider tells it, until an error or `stop`. */
  subscribeHeads?: (onHead: (head: unknown) => void, onError: (error: Error) => void) => Promise<{ stop(): void }>;
  close(): void;
};

/**
 * A provider that is asked for its chain before anything else, and again after its connection broke.
 *
 * Its requests throw `InputError` if it serves another chain.
 */
export function verifiedProvider(
  url: string,
  identity: Pick<IndexedChain, "chainId" | "name" | "genesisHash">,
): Provider {
  return url.startsWith("ws") ? overWebSocket(url, identity) : overHttp(url, identity);
}

type Identity = Pick<IndexedChain, "chainId" | "name" | "genesisHash">;

function overHttp(url: string, identity: Identity): Provider {
  const { request } = http(url, { retryCount: 0, timeout: requestMilliseconds })({});
  const verify = once(() => verifyIdentity(request, url, identity));
  const transport = custom(
    {
      async request(parameters) {
        await verify.run();
        return await request(parameters);
      },
    },
    { retryCount: 0 },
  );
  return { url, transport, close: () => undefined };
}

function overWebSocket(url: string, identity: Identity): Provider {
  // Reconnecting is done here: viem gives up after a number of attempts, and would keep a dead socket.
  const open = () => webSocket(url, { retryCount: 0, reconnect: false, timeout: requestMilliseconds })({});
  let socket = open();
  const verify = once(() => verifyIdentity(socket.request, url, identity));

  const drop = async () => {
    const dropped = socket;
    socket = open();
    verify.reset();
    const client = await dropped.value?.getRpcClient().catch(() => undefined);
    client?.close();
  };
  const dropIfBroken = async (error: unknown) => {
    const broken =
      !(error instanceof BaseError) ||
      error.walk(
        (cause) =>
          cause instanceof SocketClosedError || cause instanceof WebSocketRequestError || cause instanceof TimeoutError,
      ) !== null;
    if (broken) await drop();
  };

  const transport = custom(
    {
      async request(parameters) {
        const used = socket;
        try {
          await verify.run();
          return await socket.request(parameters);
        } catch (error) {
          if (used === socket && !(error instanceof InputError)) await dropIfBroken(error);
          throw error;
        }
      },
    },
    { retryCount: 0 },
  );
  return {
    url,
    transport,
    async subscribeHeads(onHead, onError) {
      await verify.run();
      let stopped = false;
      const subscription = await socket.value!.subscribe({
        params: ["newHeads"],
        onData: ({ result }) => {
          if (!stopped) onHead(result);
        },
        onError: (error) => {
          if (stopped) return;
          stopped = true;
          void drop().then(() => onError(error));
        },
      });
      return {
        stop() {
          if (stopped) return;
          stopped = true;
          subscription.unsubscribe().catch(() => undefined);
        },
      };
    },
    close: () => void drop(),
  };
}

async function verifyIdentity(
  request: EIP1193RequestFn,
  url: string,
  { chainId, name, genesisHash }: Identity,
): Promise<void> {
  const served = BigInt(await request({ method: "eth_chainId" }));
  if (served !== chainId) {
    throw new InputError(
      `${url} serves chain ${served}, but the configuration gives it for chain ${chainId} (${name}): correct that chain's rpcUrls.`,
    );
  }
  if (genesisHash === undefined) return;
  const genesis = await request({ method: "eth_getBlockByNumber", params: ["0x0", false] });
  const hash = (genesis as { hash?: string } | null)?.hash?.toLowerCase();
  if (hash !== genesisHash) {
    throw new InputError(
      `${url} serves a chain ${chainId} (${name}) whose first block is ${hash ?? "unknown"}, but the deployment was made on one that starts with ${genesisHash}: correct rpcUrls, or deploy again.`,
    );
  }
}

/** Runs an action until it has succeeded once; those who call meanwhile share its run. */
function once(action: () => Promise<void>): { run(): Promise<void>; reset(): void } {
  let running: Promise<void> | undefined;
  return {
    run() {
      if (running === undefined) {
        const current = action();
        running = current;
        current.catch(() => {
          if (running === current) running = undefined;
        });
      }
      return running;
    },
    reset() {
      running = undefined;
    },
  };
}
