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
  return causesOf(error).some(
    (cause) => cause instanceof Event || (cause instanceof Error && connectionErrors.has(cause.name)),
  );
}

function reasonOf(error: unknown): string {
  const causes = causesOf(error);
  // What the system said is behind what fetch and sockets made of it.
  const last = causes.findLast((cause) => cause instanceof Error);
  if (causes.some((cause) => cause instanceof Event)) return "the socket can't be opened";
  if (!last) return String(error);
  return "details" in last && typeof last.details === "string" ? last.details : last.message;
}

/** An error and what it came from; sockets fail with an event in place of an error. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause; cause = cause instanceof Error ? cause.cause : undefined) causes.push(cause);
  return causes;
}
