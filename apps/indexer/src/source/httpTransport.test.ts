import { createVirtualClock } from "@concert/simulator";
import { expect, test } from "vitest";
import { answering, type Script, scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { httpTransport } from "./httpTransport.ts";
import type { RpcCall } from "./RpcTransport.ts";

const url = "http://one.example/";
const limits = { milliseconds: 1_000, bytes: 1_000 };
const clock = createVirtualClock();
const callsOf = (count: number): RpcCall[] =>
  Array.from({ length: count }, (_, index) => ({ method: "echo", params: [index] }));
const echo = answering(({ params }) => params[0]);

function open(script: Script) {
  const { network, requests } = scriptedNetwork({ [url]: script });
  return { transport: httpTransport(url, network, clock), requests };
}

test("calls go out together, and their answers may come in any order", async () => {
  const { transport, requests } = open(async (calls, signal) => {
    const answers = (await (await echo(calls, signal)).json()) as unknown[];
    return Response.json(answers.toReversed());
  });
  const { results } = await transport.send(callsOf(3), limits);
  expect(results).toEqual([0, 1, 2]);
  expect(requests).toHaveLength(1);
});

test("a provider that refuses batches is asked in smaller ones, and knows it from then on", async () => {
  const { transport, requests } = open((calls, signal) =>
    calls.length > 10
      ? Response.json({ jsonrpc: "2.0", id: null, error: { code: -32600, message: "batch too large" } })
      : echo(calls, signal),
  );
  expect((await transport.send(callsOf(40), limits)).results).toEqual(callsOf(40).map(({ params }) => params[0]));
  const first = requests.length;
  await transport.send(callsOf(40), limits);
  expect(first).toBe(1 + 4);
  expect(requests.length - first).toBe(4);
});

test("a provider that knows no batches is asked one by one", async () => {
  const { transport } = open((calls, signal) =>
    calls.length > 1
      ? Response.json({ jsonrpc: "2.0", id: null, error: { code: -32600, message: "batches are not supported" } })
      : echo(calls, signal),
  );
  expect((await transport.send(callsOf(20), limits)).results).toHaveLength(20);
});

test("an answer is read no further than the limit", async () => {
  let sentBytes = 0;
  const { transport } = open(
    () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sentBytes += 100;
            controller.enqueue(new Uint8Array(100).fill(0x20));
          },
        }),
      ),
  );
  await expect(transport.send(callsOf(1), limits)).rejects.toMatchObject({ kind: "too_large" });
  expect(sentBytes).toBeLessThan(1_500);
});

test.for<[wait: string, milliseconds: number | undefined]>([
  ["7", 7_000],
  [new Date(clock.now() + 30_000).toUTCString(), 30_000],
  ["soon", undefined],
])("429 with Retry-After: %s", async ([wait, milliseconds]) => {
  const { transport } = open(() => new Response("", { status: 429, headers: { "retry-after": wait } }));
  await expect(transport.send(callsOf(1), limits)).rejects.toMatchObject({
    kind: "rate_limited",
    waitMilliseconds: milliseconds,
  });
});

test("who does not answer in time is not waited for", async () => {
  let aborted = false;
  const { transport } = open(async (_, signal) => {
    signal.addEventListener("abort", () => {
      aborted = true;
    });
    return await new Promise<Response>(() => undefined);
  });
  const sending = transport.send(callsOf(1), limits);
  const failing = expect(sending).rejects.toMatchObject({ kind: "timeout" });
  await clock.advance(1_001);
  await failing;
  expect(aborted).toBe(true);
});

test.for<[what: string, script: Script, kind: string]>([
  ["nothing", () => new Response(""), "malformed"],
  ["half of it", () => new Response('{"jsonrpc":"2.0","id":1,"res'), "malformed"],
  ["HTML", () => new Response("<html>", { status: 503 }), "unreachable"],
  ["an error with a status", () => Response.json({ error: { code: 1, message: "no" } }, { status: 400 }), "refused"],
  ["too much", () => new Response("", { status: 413 }), "too_large"],
  ["no result", () => Response.json({ jsonrpc: "2.0", id: 1 }), "malformed"],
  ["no method", () => Response.json({ id: 1, error: { code: -32601, message: "no" } }), "unsupported"],
])("an answer of %s", async ([, script, kind]) => {
  await expect(open(script).transport.send(callsOf(1), limits)).rejects.toMatchObject({ kind });
});

test("nobody is there", async () => {
  const { network } = scriptedNetwork({});
  const sending = httpTransport(url, network, clock).send(callsOf(1), limits);
  await expect(sending).rejects.toMatchObject({ kind: "unreachable", message: "ECONNREFUSED" });
});

test("name and password in a URL are sent as credentials", async () => {
  const { network, requests } = scriptedNetwork({ "http://one.example/rpc": echo });
  await httpTransport("http://me:se%20cret@one.example/rpc", network, clock).send(callsOf(1), limits);
  expect(requests[0]!.headers.get("authorization")).toBe(`Basic ${btoa("me:se cret")}`);
});
