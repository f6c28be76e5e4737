import type { Transport } from "viem";

/** Whether a chain's providers answer, as its requests show. */
export type Health = {
  /** Milliseconds since the epoch before which the chain is left alone; zero while it answers. */
  retryAt: number;
};

const firstDelay = 500;
const longestDelay = 30_000;

const connectionErrors = new Set([
  "HttpRequestError",
  "LimitExceededRpcError",
  "ResourceUnavailableRpcError",
  "SocketClosedError",
  "TimeoutError",
  "WebSocketRequestError",
]);

/** Watches the requests that go through a transport, and tells when the chain goes away and when it is back. */
export function watchHealth(
  transport: Transport,
  tell: { away(reason: string): void; back(): void },
): { transport: Transport; health: Health } {
  const health: Health = { retryAt: 0 };
  let delay = firstDelay;

  function answered(): void {
    if (health.retryAt === 0) return;
    health.retryAt = 0;
    delay = firstDelay;
    tell.back();
  }

  function failed(error: unknown): void {
    const now = Date.now();
    // Requests that failed together count once.
    if (now < health.retryAt) return;
    if (health.retryAt === 0) tell.away(reasonOf(error));
    health.retryAt = now + delay;
    delay = Math.min(2 * delay, longestDelay);
  }

  const watched: Transport = (config) => {
    const inner = transport(config);
    const request = async (...parameters: Parameters<typeof inner.request>) => {
      try {
        const answer = await inner.request(...parameters);
        answered();
        return answer;
      } catch (error) {
        if (isConnectionError(error)) failed(error);
        else answered();
        throw error;
      }
    };
    return { ...inner, request: request as typeof inner.request };
  };
  return { transport: watched, health };
}

/** Whether an error says that the chain could not be asked, not that it refused. */
export function isConnectionError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (connectionErrors.has(cause.name)) return true;
  }
  return false;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "details" in error && typeof error.details === "string" && error.details !== ""
    ? error.details
    : error.message;
}
