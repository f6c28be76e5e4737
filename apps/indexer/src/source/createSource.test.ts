import { createVirtualClock } from "@concert/simulator";
import { expect, test } from "vitest";
import { answering, scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createSource } from "./createSource.ts";

const url = "http://one.example/";
const hash = (number: number) => `0x${number.toString(16).padStart(64, "0")}`;

/** A source over a chain whose blocks have these hashes from block 80 on. */
function open(final: number, hashes: (number: number) => string) {
  const script = answering(({ method, params }) => {
    if (method === "eth_chainId") return "0x5";
    const number = params[0] === "finalized" ? final : Number(params[0]);
    if (number > 90) return null;
    const header = { number: `0x${number.toString(16)}`, timestamp: "0x1" };
    return { ...header, hash: hashes(number), parentHash: hashes(number - 1) };
  });
  const { network, requests } = scriptedNetwork({ [url]: script });
  const source = createSource({
    chain: {
      ...{ chainId: 5n, name: "five", rpcUrls: [url], finality: "finalized", startBlock: 0n, genesisHash: undefined },
      contracts: new Map(),
    },
    ...{ network, clock: createVirtualClock(), log: createLog(), metrics: createMetrics() },
  });
  return { source, requests };
}

const head = { number: 85n, hash: hash(85), parentHash: hash(84), time: 1n };

const base = { number: 84n };

test("what is final is so on the fork of the head", async () => {
  const { source, requests } = open(80, hash);
  expect(await source.finalBlock(head, base)).toEqual({ number: 80n, ofHead: true });
  expect(requests.map(({ methods }) => methods)).toEqual([
    ["eth_chainId"],
    ["eth_getBlockByNumber"],
    ["eth_getBlockByNumber", "eth_getBlockByNumber"],
  ]);
});

test("that is known of blocks that were read", async () => {
  const { source, requests } = open(80, hash);
  source.lineage.follow({ number: 80n, hash: hash(80) });
  expect(await source.finalBlock(head, base)).toEqual({ number: 80n, ofHead: true });
  expect(requests.map(({ methods }) => methods)).toEqual([["eth_chainId"], ["eth_getBlockByNumber"]]);
});

test("what is final once the head was replaced says nothing of the head's fork", async () => {
  expect(await open(80, (number) => hash(1_000 + number)).source.finalBlock(head, base)).toMatchObject({
    ofHead: false,
  });
  expect(await open(80, hash).source.finalBlock({ ...head, number: 91n }, base)).toMatchObject({ ofHead: false });
});

test("no more is final than there is up to the head", async () => {
  expect(await open(88, hash).source.finalBlock(head, base)).toEqual({ number: 85n, ofHead: true });
});
