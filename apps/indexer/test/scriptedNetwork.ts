import type { Network } from "../src/source/Network.ts";

export type ScriptedCall = { method: string; params: readonly unknown[]; id: number };

/** What becomes of a request: results by JSON-RPC, or an answer of any kind. */
export type Script = (calls: readonly ScriptedCall[], signal: AbortSignal) => Promise<Response> | Response;

/** An error that a scripted method answers with. */
export class ScriptedError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Answers every call by itself; a batch with a batch. */
export function answering(answer: (call: ScriptedCall) => unknown): Script {
  return (calls) => {
    const answers = calls.map((call) => {
      try {
        return { jsonrpc: "2.0", id: call.id, result: answer(call) };
      } catch (error) {
        if (!(error instanceof ScriptedError)) throw error;
        return { jsonrpc: "2.0", id: call.id, error: { code: error.code, message: error.message } };
      }
    });
    return Response.json(calls.length === 1 ? answers[0] : answers);
  };
}

/** Reaches scripts by their URLs; there are no websockets. Its requests are noted. */
export function scriptedNetwork(scripts: Readonly<Record<string, Script>>) {
  const requests: { url: string; methods: string[]; headers: Headers }[] = [];
  const network: Network = {
    async fetch(input, init) {
      const request = new Request(input, init);
      const script = scripts[request.url];
      if (script === undefined) throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
      const body = (await request.json()) as ScriptedCall | ScriptedCall[];
      const calls = Array.isArray(body) ? body : [body];
      requests.push({ url: request.url, methods: calls.map(({ method }) => method), headers: request.headers });
      return await script(calls, request.signal);
    },
    WebSocket: class {
      constructor() {
        throw new Error("there are no websockets here.");
      }
    } as unknown as typeof WebSocket,
  };
  return { network, requests };
}
