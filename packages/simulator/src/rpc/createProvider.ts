import type { Clock } from "../clock/Clock.ts";
import { distortAnswer } from "../fault/distortAnswer.ts";
import type { Fault, FaultKind } from "../fault/Fault.ts";
import type { Random } from "../random/createRandom.ts";
import { type Node, RawJson } from "./Node.ts";
import { RpcError } from "./RpcError.ts";

/** What is sent back for the body of a request. */
export type Answer = {
  status: number;
  headers: Record<string, string>;
  body: readonly (string | Buffer)[];
  /** The body is sent bit by bit, over so long. */
  slowMilliseconds: number;
  /** The connection breaks in the middle of the body. */
  isCut: boolean;
};

export type Failure = "timeout" | "refused" | "dropped";

/** One URL: one or several nodes of a chain, and what goes wrong with them. */
export type Provider = {
  chainId: number;
  name: string;
  /** Answers a request, or a batch of them, given as JSON. */
  answer(body: string, transport: "http" | "ws", subscriptions?: Subscriptions): Promise<Answer | Failure>;
  /** What becomes of the next head that a subscriber would get. */
  headFault(): "droppedSocket" | { silentMilliseconds: number } | undefined;
  watchHeads: Node["watchHeads"];
};

/** Of one websocket. */
export type Subscriptions = {
  subscribe(): string;
  unsubscribe(id: string): boolean;
};

export type ProviderParameters = {
  name: string;
  clock: Clock;
  random: Random;
  /** Each request goes to one of them, or to what lags behind it. */
  nodes: readonly Node[];
  /** A node that serves what was canonical so long ago. */
  lagging: (milliseconds: number) => Node;
  orphansAt: (number: number) => readonly { hash: string }[];
  /** When the plan began, in the clock's milliseconds. */
  start: number;
  faults: readonly Fault[];
  latencyMilliseconds: number;
};

type Request = { id?: unknown; method?: unknown; params?: unknown };

const mostRequestsInBatch = 1_000;

export function createProvider(parameters: ProviderParameters): Provider {
  const { name, clock, random, nodes, lagging, orphansAt, start, faults, latencyMilliseconds } = parameters;
  const chainId = nodes[0]!.chainId;

  /** The faults that hit something now. */
  const drawFaults = (): FaultKind[] => {
    const time = clock.now() - start;
    return faults.filter(({ from, until, probability }) => time >= from && time < until && random.chance(probability));
  };

  function answerOne(
    request: Request,
    hits: readonly FaultKind[],
    subscriptions: Subscriptions | undefined,
  ): { json: Buffer[]; status: number } {
    const { id = null, method, params = [] } = request;
    const head = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},`;
    try {
      if (typeof method !== "string" || !Array.isArray(params)) throw new RpcError(-32600, "invalid request");
      const result = ask(method, params, hits, subscriptions);
      const json = result instanceof RawJson ? result.chunks : [Buffer.from(JSON.stringify(result))];
      return { json: [Buffer.from(`${head}"result":`), ...json, Buffer.from("}")], status: 200 };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      const { code, message, data, status } = error;
      const said = { code, message, ...(data === undefined ? {} : { data }) };
      return { json: [Buffer.from(`${head}"error":${JSON.stringify(said)}}`)], status };
    }
  }

  function ask(
    method: string,
    params: readonly unknown[],
    hits: readonly FaultKind[],
    subscriptions: Subscriptions | undefined,
  ): unknown {
    if (method === "eth_subscribe" || method === "eth_unsubscribe") {
      if (subscriptions === undefined) throw new RpcError(-32601, "notifications not supported");
      if (method === "eth_unsubscribe") return subscriptions.unsubscribe(`${params[0]}`);
      if (params[0] !== "newHeads") throw new RpcError(-32602, `no "${params[0]}" subscription in eth namespace`);
      return subscriptions.subscribe();
    }
    const lag = hits.find((hit) => hit.kind === "lag");
    const node = lag === undefined ? random.pick(nodes) : lagging(lag.milliseconds);
    return distortAnswer({ node, orphansAt, random, method, params, faults: hits });
  }

  return {
    chainId,
    name,
    watchHeads: nodes[0]!.watchHeads,
    headFault() {
      const hits = drawFaults();
      if (hits.some(({ kind }) => kind === "droppedSocket")) return "droppedSocket";
      const silent = hits.find((hit) => hit.kind === "silentSocket");
      return silent === undefined ? undefined : { silentMilliseconds: silent.milliseconds };
    },
    async answer(body, transport, subscriptions) {
      if (latencyMilliseconds > 0) await clock.sleep(latencyMilliseconds);
      const hits = drawFaults();
      const hit = <Kind extends FaultKind["kind"]>(kind: Kind) =>
        hits.find((candidate): candidate is Extract<FaultKind, { kind: Kind }> => candidate.kind === kind);
      if (hit("timeout") !== undefined) return "timeout";
      if (transport === "http" && hit("refused") !== undefined) return "refused";
      if (transport === "ws" && hit("droppedSocket") !== undefined) return "dropped";
      const limited = hit("rateLimited");
      if (limited !== undefined) return tooManyRequests(limited.retryAfterSeconds, transport, body);
      if (transport === "http" && hit("serverError") !== undefined) {
        return plain(503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>");
      }

      const request = parse(body);
      if (request === undefined) return plain(200, parseError);
      let status = 200;
      let json: Buffer[];
      if (Array.isArray(request)) {
        if (request.length > mostRequestsInBatch) {
          const error = `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}`;
          return plain(200, error);
        }
        // Each of a batch is its own request, and may go wrong by itself.
        json = [Buffer.from("[")];
        for (const [index, one] of request.entries()) {
          if (index > 0) json.push(Buffer.from(","));
          json.push(...answerOne(one, drawFaults(), subscriptions).json);
        }
        json.push(Buffer.from("]"));
      } else {
        ({ json, status } = answerOne(request, hits, subscriptions));
      }
      const answer: Answer = {
        status,
        headers: { "content-type": "application/json" },
        body: json,
        slowMilliseconds: hit("slow")?.milliseconds ?? 0,
        isCut: false,
      };
      if (hit("cut") !== undefined) return { ...answer, isCut: true };
      return hit("malformed") === undefined ? answer : { ...answer, body: [halfOf(json)] };
    },
  };
}

const parseError = `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}`;

function tooManyRequests(retryAfterSeconds: number | undefined, transport: "http" | "ws", body: string): Answer {
  const request = parse(body);
  const id = Array.isArray(request) ? null : (request?.id ?? null);
  const error = { code: transport === "ws" ? -32005 : 429, message: "Too Many Requests: rate limit exceeded" };
  const answer = plain(429, JSON.stringify({ jsonrpc: "2.0", id, error }));
  if (retryAfterSeconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, "retry-after": `${retryAfterSeconds}` } };
}

function plain(status: number, text: string): Answer {
  const type = text.startsWith("<") ? "text/html" : "application/json";
  return { status, headers: { "content-type": type }, body: [text], slowMilliseconds: 0, isCut: false };
}

function halfOf(json: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(json);
  return whole.subarray(0, Math.ceil(whole.length / 2));
}

function parse(body: string): Request | Request[] | undefined {
  try {
    const request: unknown = JSON.parse(body);
    return typeof request === "object" && request !== null ? (request as Request | Request[]) : undefined;
  } catch {
    return undefined;
  }
}
