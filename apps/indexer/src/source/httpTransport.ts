import type { Clock } from "../clock.ts";
import type { Network } from "./Network.ts";
import { ProviderError } from "./ProviderError.ts";
import type { RpcCall, RpcTransport, SendLimits } from "./RpcTransport.ts";
import { readRefusal } from "./readRefusal.ts";
import { withDeadline } from "./withDeadline.ts";

/** So many calls are sent as one, until the provider wants fewer. */
const mostBatchedCalls = 50;
/** So many single calls run side by side where batches are refused. */
const sideBySide = 8;

type Answer = { id?: unknown; result?: unknown; error?: unknown };

/** JSON-RPC over HTTP. Calls go out as batches, in sizes that are learned from what the provider refuses. */
export function httpTransport(url: string, network: Network, clock: Clock): RpcTransport {
  const { address, headers } = requestOf(url);
  const closed = new AbortController();
  let nextId = 1;
  let batchSize = mostBatchedCalls;

  async function send(calls: readonly RpcCall[], limits: SendLimits): Promise<{ results: unknown[]; bytes: number }> {
    const results: unknown[] = [];
    let bytes = 0;
    while (results.length < calls.length) {
      const size = batchSize;
      const rest = calls.slice(results.length);
      const groups = size > 1 ? [rest.slice(0, size)] : rest.slice(0, sideBySide).map((call) => [call]);
      try {
        for (const answers of await Promise.all(groups.map((group) => post(group, limits)))) {
          results.push(...answers.results);
          bytes += answers.bytes;
        }
      } catch (error) {
        if (!(error instanceof BatchRefusedError) || size === 1) throw error;
        batchSize = Math.max(Math.floor(Math.min(size, rest.length) / 4), 1);
      }
    }
    return { results, bytes };
  }

  async function post(calls: readonly RpcCall[], limits: SendLimits): Promise<{ results: unknown[]; bytes: number }> {
    const requests = calls.map(({ method, params }) => ({ jsonrpc: "2.0", id: nextId++, method, params }));
    const batched = requests.length > 1;
    const body = JSON.stringify(batched ? requests : requests[0]);
    const { text, bytes, status } = await withDeadline(clock, limits.milliseconds, closed.signal, async (signal) => {
      const response = await network
        .fetch(address, { method: "POST", headers, body, signal })
        .catch((error: unknown) => {
          throw new ProviderError("unreachable", reasonOf(error));
        });
      const retryAfter = response.headers.get("retry-after");
      if (response.status === 429) {
        await response.body?.cancel();
        throw new ProviderError("rate_limited", "too many requests (HTTP 429)", waitOf(retryAfter, clock.now()));
      }
      if (response.status === 413) {
        await response.body?.cancel();
        throw new ProviderError("too_large", "the request or its answer is too large (HTTP 413)");
      }
      return { ...(await readBody(response, limits.bytes, signal)), status: response.status };
    });
    const parsed = parse(text, status);
    if (!batched) return { results: [resultOf(parsed as Answer, status)], bytes };
    if (!Array.isArray(parsed)) {
      // A single answer to a batch: it is refused as a whole, or it was not the size that mattered.
      const refusal = refusalOf(parsed as Answer, status);
      if (refusal.kind === "rate_limited") throw refusal;
      throw new BatchRefusedError(
        refusal.kind,
        refusal.message,
        refusal.limit === undefined ? {} : { limit: refusal.limit },
      );
    }
    const byId = new Map((parsed as Answer[]).map((answer) => [answer.id, answer]));
    const results = requests.map(({ id }) => {
      const answer = byId.get(id);
      if (answer === undefined) throw new ProviderError("malformed", "the answer lacks one of the batch's calls");
      return resultOf(answer, status);
    });
    return { results, bytes };
  }

  return {
    send,
    connection: () => 0,
    reconnect: () => undefined,
    close: () => closed.abort(),
  };
}

class BatchRefusedError extends ProviderError {}

/** Reads an answer as it comes, and no further than allowed. */
async function readBody(
  response: Response,
  mostBytes: number,
  signal: AbortSignal,
): Promise<{ text: string; bytes: number }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return { text: "", bytes };
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      if (bytes > mostBytes) {
        cancel();
        throw new ProviderError("too_large", `the answer is longer than ${mostBytes} bytes`);
      }
      chunks.push(value);
    }
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw new ProviderError("malformed", `the answer broke off: ${reasonOf(error)}`);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
  return { text: Buffer.concat(chunks, bytes).toString("utf8"), bytes };
}

function parse(text: string, status: number): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // Told below.
  }
  if (status >= 200 && status < 300) throw new ProviderError("malformed", "the answer is no JSON-RPC");
  throw new ProviderError("unreachable", `HTTP ${status}`);
}

function resultOf(answer: Answer, status: number): unknown {
  if (answer.result !== undefined && (answer.error === undefined || answer.error === null)) return answer.result;
  throw refusalOf(answer, status);
}

function refusalOf({ error }: Answer, status: number): ProviderError {
  if (typeof error === "object" && error !== null) return readRefusal(error);
  if (typeof error === "string") return readRefusal({ message: error });
  if (status < 200 || status >= 300) return new ProviderError("unreachable", `HTTP ${status}`);
  return new ProviderError("malformed", "the answer has neither result nor error");
}

/** Seconds, or a date. */
function waitOf(retryAfter: string | null, now: number): { waitMilliseconds?: number } {
  if (retryAfter === null) return {};
  const seconds = Number(retryAfter);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(retryAfter) - now;
  return Number.isFinite(wait) && wait >= 0 ? { waitMilliseconds: wait } : {};
}

/** `fetch` refuses URLs that carry a name and a password. */
function requestOf(url: string): { address: string; headers: Record<string, string> } {
  const address = new URL(url);
  const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json" };
  if (address.username !== "" || address.password !== "") {
    const credentials = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
    address.username = "";
    address.password = "";
  }
  return { address: address.href, headers };
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
