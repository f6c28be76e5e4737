import { createVirtualClock } from "@concert/simulator";
import type { FinalityRule } from "@concert/types";
import { expect, test } from "vitest";
import { answering, scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createSource } from "./createSource.ts";

const url = "http://one.example/";
const hash = (number: number | bigint, fork = 1) =>
  `0x${fork.toString(16).padStart(2, "0")}${number.toString(16).padStart(62, "0")}`;
const block = (number: number) => ({
  ...{ number: BigInt(number), hash: hash(number), parentHash: hash(number - 1), time: 1n },
});

/** A chain of which the latest blocks of the list are final, one after the other. */
function open(finals: { number: number; fork?: number }[], finality: FinalityRule = "finalized") {
  let asked = 0;
  const script = answering(({ method, params }) => {
    if (method === "eth_chainId") return "0x5";
    expect(params[0]).toBe("finalized");
    const { number, fork } = finals[asked++]!;
    const header = { number: `0x${number.toString(16)}`, timestamp: "0x1" };
    return { ...header, hash: hash(number, fork), parentHash: hash(number - 1, fork) };
  });
  const { network, requests } = scriptedNetwork({ [url]: script });
  const source = createSource({
    chain: {
      ...{ chainId: 5n, name: "five", rpcUrls: [url], finality, startBlock: 0n, genesisHash: undefined },
      contracts: new Map(),
      sender: "0x01",
    },
    ...{ network, clock: createVirtualClock(), log: createLog(), metrics: createMetrics() },
  });
  source.lineage.follow(block(70));
  const latest = async (last: number, head: number) =>
    source.finality.latest(block(last), block(head), await source.finality.ask(block(head)));
  return { ...source, requests, latest };
}

const blocks = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => block(from + index));

test("a block that is told to be final is so if it leads to what was read, and takes one request", async () => {
  const { lineage, requests, latest } = open([{ number: 80 }]);
  lineage.add(blocks(71, 85));
  expect(await latest(85, 90)).toBe(80n);
  expect(requests.map(({ methods }) => methods)).toEqual([["eth_chainId"], ["eth_getBlockByNumber"]]);
});

test("a block of another fork is not, though it has the number of one", async () => {
  const { lineage, latest } = open([{ number: 80, fork: 2 }]);
  lineage.add(blocks(71, 85));
  expect(await latest(85, 90)).toBeUndefined();
});

test("what was told before holds, and what comes later than it is told", async () => {
  const { lineage, latest } = open([{ number: 86 }, { number: 87 }, { number: 75 }]);
  lineage.add(blocks(71, 85));
  expect(await latest(85, 85)).toBeUndefined();
  lineage.add(blocks(86, 86));
  expect(await latest(86, 86)).toBe(86n);
  expect(await latest(86, 86)).toBe(86n);
});

test("far below a final block, numbers are enough", async () => {
  const { latest } = open([{ number: 164 }, { number: 165 }]);
  expect(await latest(101, 200)).toBeUndefined();
  expect(await latest(101, 200)).toBe(101n);
});

test("by a rule of depth, blocks are final below the head, once what leads to it was read", async () => {
  const { requests, latest } = open([], { depth: 70 });
  expect(await latest(89, 90)).toBeUndefined();
  expect(await latest(90, 90)).toBe(20n);
  expect(await latest(69, 69)).toBeUndefined();
  expect(await latest(66, 200)).toBe(66n);
  expect(requests).toEqual([]);
});
