import { hubAbi, spokeAbi } from "@concert/types";
import { createPublicClient, custom, type Hex, http, webSocket } from "viem";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { bloomOf, hashHeader, isInBloom } from "../../test/hashHeader.ts";
import { type JsonReceipt, rootOfReceipts } from "../../test/rootOfReceipts.ts";
import { createVirtualClock } from "../clock/createVirtualClock.ts";
import type { Fault, FaultKind } from "../fault/Fault.ts";
import { areFillsPaused, areOpensPaused, isAccepting } from "../protocol/settings.ts";
import { createWorld, type World } from "../world/createWorld.ts";
import { createNetwork, type Network } from "./createNetwork.ts";
import { createProviders } from "./createProviders.ts";
import { serve } from "./serve.ts";

type Log = { address: Hex; topics: Hex[]; data: Hex; blockHash: Hex; blockNumber: Hex; logIndex: Hex };
type Reply = { result?: unknown; error?: { code: number; message: string; data?: unknown } };

const clock = createVirtualClock();
const world = createWorld({ seed: 1, clock, chains: [{ id: 101 }, { id: 102 }] });
for (let block = 0; block < 40; block++) for (const { id } of world.chains) world.mine(id);
world.reorg(102, { depth: 6, length: 6, replay: "none" });
for (let block = 0; block < 20; block++) for (const { id } of world.chains) world.mine(id);
const network = createNetwork({ world });
const head = world.chain(102).head().header;

async function post(
  { fetch }: Pick<Network, "fetch">,
  url: string,
  method: string,
  params: readonly unknown[] = [],
): Promise<Reply> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  return (await (await fetch(url, { method: "POST", body })).json()) as Reply;
}

async function ask<Result>(method: string, ...params: unknown[]): Promise<Result> {
  const { result, error } = await post(network, network.url(102), method, params);
  if (error !== undefined) throw new Error(error.message);
  return result as Result;
}

/** A network in which something always goes wrong. */
function faulty(kind: FaultKind, scope: Partial<Fault> = {}, of: World = world): Network {
  const fault: Fault = { from: 0, until: Number.MAX_SAFE_INTEGER, probability: 1, ...kind, ...scope } as Fault;
  return createNetwork({ world: of, plan: { seed: 1, faults: [fault] } });
}

const everything = [{ fromBlock: "0x0", toBlock: "latest" }];

describe("the answers", () => {
  test("are blocks whose hashes, parents and blooms are right", async () => {
    let parent: Hex | undefined;
    for (let number = 0; number <= head.number; number++) {
      const block = await ask<Record<string, Hex>>("eth_getBlockByNumber", `0x${number.toString(16)}`, false);
      const logs = await ask<Log[]>("eth_getLogs", { blockHash: block.hash });
      expect(block.hash).toBe(hashHeader(block));
      expect(block.logsBloom).toBe(bloomOf(logs));
      if (parent !== undefined) expect(block.parentHash).toBe(parent);
      expect(await ask("eth_getBlockByHash", block.hash, false)).toEqual(block);
      expect(logs.map(({ logIndex }) => Number(logIndex))).toEqual(logs.map((_, index) => index));
      parent = block.hash!;
    }
    expect(await ask("eth_getBlockByNumber", "latest", false)).toMatchObject({ hash: head.hash });
  });

  test("are logs by range, address and topic", async () => {
    const logs = await ask<Log[]>("eth_getLogs", ...everything);
    expect(logs.length).toBeGreaterThan(300);
    const { spoke } = world.deployment;
    const own = await ask<Log[]>("eth_getLogs", { ...everything[0], address: [spoke.toUpperCase().replace("X", "x")] });
    expect(own).toEqual(logs.filter(({ address }) => address === spoke));
    expect(own.length).toBeLessThan(logs.length);
    const topic = own[10]!.topics[0]!;
    const some = await ask<Log[]>("eth_getLogs", { ...everything[0], topics: [[topic, `0x${"11".repeat(32)}`]] });
    expect(some).toEqual(logs.filter(({ topics }) => topics[0] === topic));
    const second = own.find(({ topics }) => topics.length > 1)!.topics[1]!;
    const by = await ask<Log[]>("eth_getLogs", { ...everything[0], topics: [null, second] });
    expect(by).toEqual(logs.filter(({ topics }) => topics[1] === second));
    const range = await ask<Log[]>("eth_getLogs", { fromBlock: "0x5", toBlock: "0x9" });
    expect(range).toEqual(logs.filter(({ blockNumber }) => Number(blockNumber) >= 5 && Number(blockNumber) <= 9));
    await expect(ask("eth_getLogs", { fromBlock: "0x9", toBlock: "0x5" })).rejects.toThrow("invalid block range");
    await expect(ask("eth_getLogs", { blockHash: `0x${"11".repeat(32)}` })).rejects.toThrow("unknown block");
  });

  test("are receipts, which the block's root commits to", async () => {
    for (let number = 1; number < 12; number++) {
      const hex = `0x${number.toString(16)}`;
      const { receiptsRoot } = await ask<Record<string, Hex>>("eth_getBlockByNumber", hex, false);
      expect(await rootOfReceipts(await ask<JsonReceipt[]>("eth_getBlockReceipts", hex))).toBe(receiptsRoot);
    }
  });

  test("are receipts, whose logs are those of the block", async () => {
    const receipts = await ask<{ logs: Log[]; transactionHash: Hex; logsBloom: Hex }[]>("eth_getBlockReceipts", "0x1");
    expect(receipts.flatMap(({ logs }) => logs)).toEqual(
      await ask("eth_getLogs", { fromBlock: "0x1", toBlock: "0x1" }),
    );
    expect(isInBloom(receipts[0]!.logsBloom, receipts[0]!.logs[0]!.topics[0]!)).toBe(true);
    expect(await ask("eth_getTransactionReceipt", receipts[2]!.transactionHash)).toEqual(receipts[2]);
  });

  test("are safe and final blocks behind the head, and null for what is not there", async () => {
    const number = async (tag: string) =>
      Number((await ask<{ number: Hex }>("eth_getBlockByNumber", tag, false)).number);
    expect([await number("safe"), await number("finalized")]).toEqual([head.number - 8, head.number - 16]);
    expect(await ask("eth_getBlockByNumber", "0xffff", false)).toBeNull();
    expect(await ask("eth_getBlockByHash", `0x${"11".repeat(32)}`, false)).toBeNull();
    await expect(ask("eth_mine")).rejects.toThrow("the method eth_mine does not exist");
  });

  test("are the contracts' views, at any block", async () => {
    const chain = world.chain(101);
    const client = createPublicClient({ transport: http(network.url(101), { fetchFn: network.fetch, retryCount: 0 }) });
    const { hub, spoke } = world.deployment;
    const read = (blockNumber?: bigint) =>
      client.readContract({
        ...{ abi: hubAbi, address: hub, functionName: "processedHead", args: [102n] },
        ...(blockNumber === undefined ? {} : { blockNumber }),
      });
    const end = chain.contracts.hub!.end(102);
    expect(await read()).toBe(end.processed.get());
    const before = chain.readAt(chain.blockAt(20)!, ({ hub: then }) => then!.end(102).processed.get());
    expect(await read(20n)).toBe(before);
    expect(before).not.toBe(end.processed.get());

    const fee = await client.readContract({ abi: spokeAbi, address: spoke, functionName: "configuration" });
    const settings = chain.contracts.spoke.settings.get();
    expect(fee.slice(0, 3)).toEqual([isAccepting(settings), areOpensPaused(settings), areFillsPaused(settings)]);
    expect(await client.getCode({ address: hub })).toBeDefined();
    expect(await client.getCode({ address: hub, blockNumber: 0n })).toBeUndefined();
    expect(await client.getBalance({ address: spoke })).toBe(chain.contracts.spoke.custody.nativeBalance.get());
  });

  test("come in batches, each by its id", async () => {
    const body = JSON.stringify([
      { jsonrpc: "2.0", id: 7, method: "eth_chainId" },
      { jsonrpc: "2.0", id: "x", method: "eth_nothing" },
      { jsonrpc: "2.0", id: 8, method: "eth_blockNumber", params: [] },
    ]);
    const replies = (await (await network.fetch(network.url(102), { method: "POST", body })).json()) as Reply[];
    expect(replies).toMatchObject([
      { id: 7, result: "0x66" },
      { id: "x", error: { code: -32601 } },
      { id: 8, result: `0x${head.number.toString(16)}` },
    ]);
  });
});

describe("HTTP on loopback", async () => {
  const server = await serve({ providers: createProviders({ world }) });
  afterAll(() => server.close());

  test.for([
    ["eth_blockNumber", []],
    ["eth_getBlockByNumber", ["0x12", false]],
    ["eth_getLogs", everything],
    ["eth_getLogs", [{ fromBlock: "0x9", toBlock: "0x5" }]],
    ["eth_getBlockReceipts", ["0x9"]],
  ] as const)("gives the same answer to %s", async ([method, params]) => {
    const before = server.requestCount();
    expect(await post({ fetch }, server.url(102), method, params)).toEqual(
      await post(network, network.url(102), method, params),
    );
    expect(server.requestCount()).toBe(before + 1);
  });

  test("tells heads over a websocket, to viem", async () => {
    const client = createPublicClient({ transport: webSocket(server.url(101, "a", "ws"), { reconnect: false }) });
    const numbers: bigint[] = [];
    const stop = client.watchBlockNumber({ onBlockNumber: (number) => numbers.push(number) });
    onTestFinished(stop);
    const last = BigInt(world.chain(101).head().header.number);
    const grow = () => {
      world.mine(101);
      return numbers.length;
    };
    await expect.poll(grow, { timeout: 20_000 }).toBeGreaterThan(3);
    expect(numbers.every((number, index) => number === numbers[0]! + BigInt(index) && number > last)).toBe(true);
    const { socket } = await client.transport.getRpcClient().then((rpc) => ({ socket: rpc.socket as WebSocket }));
    socket.close();
  });

  test("says where the providers are", async () => {
    const reply = await fetch(`http://127.0.0.1:${server.port}/7/a`, { method: "POST", body: "{}" });
    expect([reply.status, await reply.text()]).toEqual([404, "no provider is at /7/a: one of /101/a, /102/a"]);
  });
});

describe("a provider that goes wrong", () => {
  const logsWith = async (kind: FaultKind): Promise<Log[]> => {
    const wrong = faulty(kind);
    return (await post(wrong, wrong.url(102), "eth_getLogs", everything)).result as Log[];
  };
  const key = ({ blockHash, logIndex }: Log) => `${blockHash} ${logIndex}`;

  test("leaves logs out, repeats them, or mixes them up", async () => {
    const right = await ask<Log[]>("eth_getLogs", ...everything);
    const missing = await logsWith({ kind: "missingLogs" });
    expect(missing.length).toBeLessThan(right.length);
    expect(right).toEqual(expect.arrayContaining(missing.slice(0, 5)));
    const repeated = await logsWith({ kind: "duplicatedLogs" });
    expect(repeated.length).toBeGreaterThan(right.length);
    expect(new Set(repeated.map(key)).size).toBe(right.length);
    const shuffled = await logsWith({ kind: "shuffledLogs" });
    expect(shuffled.map(key)).not.toEqual(right.map(key));
    expect(shuffled.map(key).toSorted()).toEqual(right.map(key).toSorted());
    const altered = await logsWith({ kind: "alteredLogs" });
    expect(altered.filter(({ data }, index) => data !== right[index]!.data)).toHaveLength(1);
  });

  test("gives logs of another fork", async () => {
    const wrong = faulty({ kind: "foreignLogs" });
    let foreign = 0;
    for (let number = 0; number <= head.number; number++) {
      const block = `0x${number.toString(16)}`;
      const logs = (await post(wrong, wrong.url(102), "eth_getLogs", [{ fromBlock: block, toBlock: block }]))
        .result as Log[];
      const right = world.chain(102).blockAt(number)!.header.hash;
      foreign += logs.filter(({ blockHash }) => blockHash !== right).length;
    }
    expect(foreign).toBeGreaterThan(0);
  });

  test("has not got a block, or has it wrong, or is behind", async () => {
    const missing = faulty({ kind: "missingBlock" });
    expect((await post(missing, missing.url(102), "eth_getBlockByNumber", ["0x5", false])).result).toBeNull();
    const wrong = faulty({ kind: "wrongBlock" });
    const block = (await post(wrong, wrong.url(102), "eth_getBlockByNumber", ["0x5", false])).result as { hash: Hex };
    expect(block).not.toMatchObject({ parentHash: world.chain(102).blockAt(4)!.header.hash });
    expect(block).toMatchObject({ hash: world.chain(102).blockAt(5)!.header.hash });
  });

  test.for([
    ["alchemy", 400, /this block range should work: \[0x1, 0xa\]/, /block range should work: \[0x1, 0x/],
    [
      "infura",
      200,
      /^range 30 exceeds limit of 10$/,
      /^query returned more than 50 results\. Try with this block range/,
    ],
    ["quicknode", 413, /limited to a 10 range/, /larger than 150MB/],
    ["ankr", 200, /too wide/, /more than 50 results/],
    ["erigon", 200, /narrow your filter: 10$/, /narrow your filter: 50$/],
    ["reth", 200, /max block range 10$/, /max results 50, retry with the range 1-\d+$/],
  ] as const)("refuses too much in the words of %s", async ([wording, status, range, results]) => {
    const limited = createNetwork({ world, providers: [{ name: "a", limits: { range: 10, results: 50, wording } }] });
    const url = limited.url(102);
    const request = { method: "POST", body: "" };
    const logs = (from: number, to: number) => [
      { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` },
    ];
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_getLogs", params: logs(1, 30) });
    const reply = await limited.fetch(url, { ...request, body });
    expect(reply.status).toBe(status);
    expect(((await reply.json()) as Reply).error!.message).toMatch(range);
    const { error } = await post(limited, url, "eth_getLogs", logs(1, 10));
    expect(error!.message).toMatch(results);
    // One block is given whatever it holds.
    expect((await post(limited, url, "eth_getLogs", logs(1, 1))).error).toBeUndefined();
  });

  test("refuses, limits, or fails", async () => {
    const refused = faulty({ kind: "refused" });
    await expect(post(refused, refused.url(102), "eth_chainId")).rejects.toThrow(new TypeError("fetch failed"));
    const limited = faulty({ kind: "rateLimited", retryAfterSeconds: 3 });
    const reply = await limited.fetch(limited.url(102), { method: "POST", body: "{}" });
    expect([reply.status, reply.headers.get("retry-after")]).toEqual([429, "3"]);
    const bare = faulty({ kind: "rateLimited" });
    expect((await bare.fetch(bare.url(102), { method: "POST", body: "{}" })).headers.has("retry-after")).toBe(false);
    const down = faulty({ kind: "serverError" });
    expect((await down.fetch(down.url(102), { method: "POST", body: "{}" })).status).toBe(503);
    const internal = faulty({ kind: "internalError" });
    expect((await post(internal, internal.url(102), "eth_chainId")).error!.code).toBe(-32603);
  });

  test("cuts its answer off, or gives half of it", async () => {
    const cut = faulty({ kind: "cut" });
    const reply = await cut.fetch(cut.url(102), { method: "POST", body: chainIdRequest });
    expect(reply.status).toBe(200);
    await expect(reply.text()).rejects.toThrow("terminated");
    const malformed = faulty({ kind: "malformed" });
    await expect(post(malformed, malformed.url(102), "eth_chainId")).rejects.toThrow(SyntaxError);
  });

  test("never answers, until it is given up", async () => {
    const silent = faulty({ kind: "timeout" });
    const controller = new AbortController();
    const asked = silent.fetch(silent.url(102), { method: "POST", body: chainIdRequest, signal: controller.signal });
    const settled = { current: false };
    asked.catch(() => undefined).finally(() => (settled.current = true));
    await clock.advance(60_000);
    expect(settled.current).toBe(false);
    controller.abort();
    await expect(asked).rejects.toThrow("aborted");
  });

  test("is slow, bit by bit, on the world's clock", async () => {
    const slow = faulty({ kind: "slow", milliseconds: 8_000 });
    const start = clock.now();
    const read = post(slow, slow.url(102), "eth_chainId").then(() => clock.now() - start);
    for (let second = 0; second < 12; second++) await clock.advance(1_000);
    expect(await read).toBeGreaterThanOrEqual(8_000);
  });

  test("does so only while the plan says, to whom it says", async () => {
    const start = clock.now();
    const wrong = faulty({ kind: "internalError" }, { from: 1_000, until: 2_000, chainId: 102 });
    const fails = async (chainId: number) => (await post(wrong, wrong.url(chainId), "eth_chainId")).error !== undefined;
    expect(await fails(102)).toBe(false);
    await clock.advance(1_500 - (clock.now() - start));
    expect([await fails(102), await fails(101)]).toEqual([true, false]);
    await clock.advance(1_000);
    expect(await fails(102)).toBe(false);
  });
});

test("nodes that lag serve the chain as it was, and tell its heads later", async () => {
  const own = createVirtualClock();
  const late = createWorld({ seed: 2, clock: own, chains: [{ id: 101 }, { id: 102 }] });
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  void late.start(controller.signal);
  await own.advance(20_000);
  const left = late.chain(101).head();
  late.reorg(101, { depth: 4, replay: "none" });
  const lagging = createNetwork({
    world: late,
    providers: [{ name: "slow", lagsMilliseconds: [3_000] }, { name: "b" }],
  });
  const latest = async (name: string) =>
    (await post(lagging, lagging.url(101, name), "eth_getBlockByNumber", ["latest", false])).result as {
      number: Hex;
      hash: Hex;
    };
  await own.advance(1_000);
  expect(Number((await latest("slow")).number)).toBe(left.header.number - 2);
  const at = (
    await post(lagging, lagging.url(101, "slow"), "eth_getBlockByNumber", [
      `0x${(left.header.number - 2).toString(16)}`,
      false,
    ])
  ).result;
  expect(at).toMatchObject({ hash: left.parent!.parent!.header.hash });
  // It does not know what is newer than its view.
  const newest = (await latest("b")).hash;
  expect((await post(lagging, lagging.url(101, "slow"), "eth_getBlockByHash", [newest, false])).result).toBeNull();
  await own.advance(5_000);
  expect(Number((await latest("slow")).number)).toBeGreaterThan(left.header.number);
});

describe("a websocket", () => {
  const open = async (of: Network) => {
    const socket = new of.WebSocket(of.url(101, "a", "ws"));
    const messages: Record<string, unknown>[] = [];
    const closed = { code: 0 };
    socket.onmessage = ({ data }) => messages.push(JSON.parse(data as string));
    socket.onclose = ({ code }) => {
      closed.code = code;
    };
    await new Promise((resolve) => {
      socket.addEventListener("open", resolve, { once: true });
    });
    const send = async (method: string, params: unknown[]) => {
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
      await clock.advance(0);
    };
    return { socket, messages, closed, send };
  };

  test("answers, and tells heads until it is told not to", async () => {
    const { socket, messages, send, closed } = await open(network);
    await send("eth_subscribe", ["newHeads"]);
    world.mine(101);
    const { hash, number } = world.chain(101).head().header;
    expect(messages).toMatchObject([
      { id: 1, result: "0x1" },
      {
        method: "eth_subscription",
        params: { subscription: "0x1", result: { hash, number: `0x${number.toString(16)}` } },
      },
    ]);
    await send("eth_unsubscribe", ["0x1"]);
    world.mine(101);
    expect(messages).toHaveLength(3);
    socket.close();
    await clock.advance(0);
    expect([closed.code, socket.readyState]).toEqual([1000, 3]);
  });

  test("breaks, or goes silent for a while", async () => {
    const dropping = await open(faulty({ kind: "droppedSocket" }, { from: 1 }));
    await dropping.send("eth_subscribe", ["newHeads"]);
    await clock.advance(1);
    world.mine(101);
    expect(dropping.closed.code).toBe(1006);

    const silent = await open(faulty({ kind: "silentSocket", milliseconds: 5_000 }, { until: 2 }));
    await silent.send("eth_subscribe", ["newHeads"]);
    world.mine(101);
    await clock.advance(3_000);
    world.mine(101);
    expect(silent.messages).toHaveLength(1);
    await silent.send("eth_blockNumber", []);
    expect(silent.messages).toHaveLength(2);
    await clock.advance(3_000);
    world.mine(101);
    expect(silent.messages).toHaveLength(3);
  });

  test("to nobody fails", async () => {
    const socket = new network.WebSocket("ws://simulator/7/a");
    const code = await new Promise((resolve) => {
      socket.onclose = (event) => resolve(event.code);
    });
    expect(code).toBe(1006);
  });
});

test("the same requests meet the same faults", async () => {
  const replies = async (seed: number) => {
    const faults: Fault[] = [{ kind: "internalError", from: 0, until: 1e9, probability: 0.5 }];
    const drawn = createNetwork({ world, plan: { seed, faults } });
    const failed: boolean[] = [];
    for (let index = 0; index < 30; index++) {
      failed.push((await post(drawn, drawn.url(102), "eth_chainId")).error !== undefined);
    }
    return failed;
  };
  expect(await replies(1)).toEqual(await replies(1));
  expect(await replies(2)).not.toEqual(await replies(1));
  expect(new Set(await replies(1)).size).toBe(2);
});

test("viem reads it as any other chain", async () => {
  const request = async ({ method, params }: { method: string; params?: unknown[] }) =>
    await ask(method, ...(params ?? []));
  const client = createPublicClient({ transport: custom({ request }) });
  const block = await client.getBlock();
  expect([block.number, block.hash]).toEqual([BigInt(head.number), head.hash]);
  const logs = await client.getLogs({ address: world.deployment.spoke, fromBlock: 1n, toBlock: 10n });
  expect(logs.length).toBeGreaterThan(5);
});

const chainIdRequest = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
