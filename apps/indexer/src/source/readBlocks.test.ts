import { createVirtualClock } from "@concert/simulator";
import { spokeAbi } from "@concert/types";
import { createKeccak } from "hash-wasm";
import { type AbiEvent, toEventSelector } from "viem";
import { expect, test } from "vitest";
import { answering, type Script, ScriptedError, scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { type RawReceipt, receiptsRoot } from "../verify/receiptsRoot.ts";
import { ForkMixedError } from "../verify/verifyLinks.ts";
import { createSource } from "./createSource.ts";
import type { Header } from "./Header.ts";
import type { IndexedChain } from "./IndexedChain.ts";
import { NotFoundError, UnreadableError } from "./ProviderError.ts";
import { parseHeader } from "./parse.ts";
import { readBlocks } from "./readBlocks.ts";

const keccak = await createKeccak(256);
const urls = ["http://one.example/", "http://two.example/", "http://three.example/"] as const;
const spoke = `0x${"a1".repeat(20)}`;
const [topic, otherTopic] = spokeAbi
  .filter((item) => item.type === "event")
  .map((event: AbiEvent) => toEventSelector(event)) as [string, string];
const hash = `0x${"11".repeat(32)}`;

function bloomOf(items: readonly string[]): string {
  let bits = 0n;
  for (const item of items) {
    const digest = keccak
      .init()
      .update(Buffer.from(item.slice(2), "hex"))
      .digest("binary");
    for (const at of [0, 2, 4]) bits |= 1n << BigInt(((digest[at]! << 8) | digest[at + 1]!) & 2_047);
  }
  return `0x${bits.toString(16).padStart(512, "0")}`;
}

const logAt = (logIndex: number, data: string) => ({
  ...{ address: spoke, topics: [topic], data, blockNumber: "0x7", blockHash: hash, logIndex: `0x${logIndex}` },
  ...{ transactionHash: hash, transactionIndex: "0x0" },
});
const logs = [logAt(0, "0x01"), logAt(1, "0x02")];
const altered = [logs[0], { ...logs[1], data: "0x03" }];
const bloom = bloomOf([spoke, topic]);
const receipt = { type: "0x2", status: "0x1", cumulativeGasUsed: "0x5208", logsBloom: bloom, transactionHash: hash };
const receipts: RawReceipt[] = [{ ...receipt, logs }];
const block = {
  ...{ number: "0x7", hash, parentHash: `0x${"10".repeat(32)}`, timestamp: "0x9", logsBloom: bloom },
  receiptsRoot: await receiptsRoot(receipts),
};
const head = parseHeader(block)!;

type Node = {
  /** What each question for logs is answered with, the last one again and again. */
  logs?: readonly unknown[];
  block?: object | null;
  receipts?: readonly RawReceipt[];
};

function node({ logs: answers = [logs], block: told = block, receipts: given }: Node = {}): Script {
  let asked = 0;
  return answering(({ method }) => {
    if (method === "eth_chainId") return "0x5";
    if (method === "eth_getLogs") return answers[Math.min(asked++, answers.length - 1)];
    if (method !== "eth_getBlockReceipts") return told;
    if (given === undefined) throw new ScriptedError(-32601, "the method does not exist");
    return given;
  });
}

function open(nodes: readonly Script[], changes: Partial<IndexedChain> = {}) {
  const scripts = Object.fromEntries(nodes.map((script, index) => [urls[index]!, script]));
  const { network, requests } = scriptedNetwork(scripts);
  const clock = createVirtualClock();
  const source = createSource({
    chain: {
      ...{ chainId: 5n, name: "five", rpcUrls: Object.keys(scripts), finality: "finalized", startBlock: 0n },
      genesisHash: undefined,
      contracts: new Map([[spoke, "spoke"]]),
      sender: "0x01",
      ...changes,
    },
    network,
    clock,
    log: createLog(),
    metrics: createMetrics(),
    random: () => 0.5,
  });
  source.pool.started = true;
  const readAll = async (headers: readonly Header[]) => {
    let ended = false;
    const reading = readBlocks(source, headers).finally(() => {
      ended = true;
    });
    reading.catch(() => undefined);
    for (let time = 0; !ended && time < 400; time++) await clock.advance(50);
    return (await reading).map(({ data, blockTime }) => `${data} at ${blockTime}`);
  };
  const read = (header = head) => readAll([header]);
  const asked = (method: string, url?: string) =>
    requests.filter((request) => (url === undefined || request.url === url) && request.methods.includes(method)).length;
  const faults = () => source.pool.providers.map(({ aside }) => aside?.fault);
  return { read, readAll, asked, faults, clock };
}

const right = ["0x01 at 9", "0x02 at 9"];

test("a block is taken from one provider in one question", async () => {
  const { read, asked } = open([node()]);
  expect(await read()).toEqual(right);
  expect(asked("eth_getLogs")).toBe(1);
  expect(asked("eth_getBlockByHash") + asked("eth_getBlockReceipts")).toBe(0);
});

test("a head that came without a bloom is asked for it", async () => {
  const { read, asked } = open([node()]);
  expect(await read({ ...head, logsBloom: undefined })).toEqual(right);
  expect(asked("eth_getBlockByHash")).toBe(1);
});

test("logs that the bloom admits are asked for again, where there are no receipts", async () => {
  const { read, asked } = open([node({ logs: [[], [], logs] })]);
  expect(await read()).toEqual(right);
  expect(asked("eth_getLogs")).toBe(3);
});

test("logs that the bloom admits are taken from the block's receipts, where there are any", async () => {
  const { read, asked } = open([node({ logs: [[]], receipts })]);
  expect(await read()).toEqual(right);
  expect(asked("eth_getLogs")).toBe(1);
  expect(asked("eth_getBlockReceipts")).toBe(1);
});

test("receipts that the block does not commit to prove nothing", async () => {
  const { read, asked } = open([node({ logs: [[], logs], receipts: [{ ...receipt, logs: [] }] })]);
  expect(await read()).toEqual(right);
  expect(asked("eth_getLogs")).toBe(2);
});

test("a bloom that admits logs by accident is believed to, in the end", async () => {
  const accident = { ...head, logsBloom: bloomOf([spoke, topic, otherTopic]) };
  const unsettled = open([node()]);
  expect(await unsettled.read(accident)).toEqual(right);
  expect(unsettled.asked("eth_getLogs")).toBe(4);
  const settled = open([node({ receipts })]);
  expect(await settled.read(accident)).toEqual(right);
  expect(settled.asked("eth_getLogs")).toBe(1);
  expect(settled.asked("eth_getBlockReceipts")).toBe(1);
});

test("a node that has not got the block does not say that the bloom admits more by accident", async () => {
  let asked = 0;
  const behind: Script = (calls, signal) =>
    answering(({ method }) => {
      if (method === "eth_chainId") return "0x5";
      if (method !== "eth_getLogs") throw new ScriptedError(-32601, "the method does not exist");
      if (asked++ > 0) throw new ScriptedError(-32000, "unknown block");
      return [];
    })(calls, signal);
  await expect(open([behind]).read()).rejects.toThrow(ForkMixedError);
  expect(asked).toBe(4);
});

test("a node that gives what it has of a range is not believed", async () => {
  const headerOf = (number: number) => {
    const hash = `0x${(0x700 + number).toString(16).padStart(64, "0")}`;
    const parentHash = `0x${(0x6ff + number).toString(16).padStart(64, "0")}`;
    return { number: `0x${number.toString(16)}`, hash, parentHash, timestamp: "0x9" };
  };
  const behind = answering(({ method, params }) => {
    if (method === "eth_chainId") return "0x5";
    if (method === "eth_getLogs") return [];
    return Number(params[0]) > 9 ? null : headerOf(Number(params[0]));
  });
  const headers = [5, 6, 7, 8, 9, 10].map((number) => parseHeader(headerOf(number))!);
  await expect(open([behind], { logsBloom: false }).readAll(headers)).rejects.toThrow(NotFoundError);
  expect(await open([behind], { logsBloom: false }).readAll(headers.slice(0, -1))).toEqual([]);
});

test("logs that the bloom excludes are not taken", async () => {
  const wrong = { ...head, logsBloom: bloomOf([spoke]) };
  const { read, faults } = open([node()]);
  await expect(read(wrong)).rejects.toThrow(UnreadableError);
  expect(faults()).toEqual(["bad_bloom"]);
});

test("a provider that leaves out logs is set aside, and another one's are taken", async () => {
  const { read, faults } = open([node({ logs: [[]] }), node()]);
  expect(await read()).toEqual(right);
  expect(faults()).toEqual(["missing_logs", undefined]);
});

test("two providers that differ are not believed, until a third one or receipts tell who is right", async () => {
  const undecided = open([node({ logs: [altered] }), node()]);
  await expect(undecided.read()).rejects.toThrow(ForkMixedError);
  expect(undecided.faults()).toEqual([undefined, undefined]);

  const third = open([node({ logs: [altered] }), node(), node()]);
  await expect(third.read()).rejects.toThrow(ForkMixedError);
  expect(third.faults()).toEqual(["foreign_logs", undefined, undefined]);
  expect(await third.read()).toEqual(right);

  const liarSecond = open([node(), node({ logs: [altered] }), node()]);
  expect(await liarSecond.read()).toEqual(right);
  expect(liarSecond.faults()).toEqual([undefined, "foreign_logs", undefined]);

  const proven = open([node({ logs: [altered], receipts }), node()]);
  await expect(proven.read()).rejects.toThrow(ForkMixedError);
  expect(proven.faults()).toEqual(["foreign_logs", undefined]);
  expect(await proven.read()).toEqual(right);
});

test("a header that hides logs is not believed against another one", async () => {
  const hidden = { ...block, logsBloom: bloomOf([]), receiptsRoot: await receiptsRoot([]) };
  const liar = () => node({ logs: [[]], block: hidden, receipts: [] });
  const told = parseHeader(hidden)!;
  const two = open([liar(), node()]);
  await expect(two.read(told)).rejects.toThrow("disagree: its header of block 7");
  const three = open([liar(), node(), node()]);
  await expect(three.read(told)).rejects.toThrow("disagree: its header of block 7");
  expect(three.faults()).toEqual(["bad_link", undefined, undefined]);
});

test("a provider that has not got the block yet is waited for a moment, then passed over", async () => {
  const behind = () => node({ logs: [[]], block: null });
  const { read, clock, asked } = open([node(), behind()]);
  const started = clock.now();
  expect(await read()).toEqual(right);
  expect(clock.now() - started).toBeGreaterThanOrEqual(2_000);
  expect(clock.now() - started).toBeLessThan(2_500);
  const count = asked("eth_getLogs", urls[1]);
  expect(await read()).toEqual(right);
  expect(asked("eth_getLogs", urls[1])).toBe(count);
});

test("a provider that has another block in its place is not passed over", async () => {
  const fork = answering(({ method, params }) => {
    if (method === "eth_chainId") return "0x5";
    if (method === "eth_getLogs") throw new ScriptedError(-32000, "unknown block");
    return method === "eth_getBlockByHash" && params[0] === hash ? null : { ...block, hash: `0x${"22".repeat(32)}` };
  });
  await expect(open([node(), fork]).read()).rejects.toThrow("http://two.example has 0x2222");
});

test("without comparison, nobody else is asked", async () => {
  const { read, asked } = open([node(), node({ logs: [altered] })], { compareProviders: false });
  expect(await read()).toEqual(right);
  expect(asked("eth_getLogs", urls[1])).toBe(0);
});

test("with the receipts root, logs are those of the receipts, and none are asked for if the bloom has none", async () => {
  const { read, asked } = open([node({ logs: [altered], receipts })], { receiptsRoot: true });
  expect(await read()).toEqual(right);
  expect(asked("eth_getLogs")).toBe(0);
  const none = { ...head, logsBloom: bloomOf([topic]) };
  expect(await read(none)).toEqual([]);
  expect(asked("eth_getBlockReceipts")).toBe(1);
  const wrong = open([node({ receipts: [{ ...receipt, logs: [logs[0]!] }] })], { receiptsRoot: true });
  await expect(wrong.read()).rejects.toThrow("are not those that it commits to");
  expect(wrong.faults()).toEqual(["bad_receipts"]);
});
