import { createVirtualClock } from "@concert/simulator";
import { InputError } from "@concert/types";
import { expect, test } from "vitest";
import { answering, type Script, ScriptedError, scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createSource } from "../source/createSource.ts";
import { NotFoundError, UnreadableError } from "../source/ProviderError.ts";
import { verifyChain } from "./verifyChain.ts";

const url = "http://one.example/";
const startBlock = 10n;
const hub = `0x${"12".repeat(20)}`;
const hash = (number: number) => `0x${number.toString(16).padStart(64, "0")}`;

/** Heads of a provider's nodes: each request goes to the next one, and the last one gets all that follow. */
function nodes(heads: readonly number[], deployedAt = Number(startBlock)): Script {
  let asked = 0;
  return (calls, signal) => {
    const identity = calls.some(({ method }) => method === "eth_chainId");
    const head = heads[Math.min(asked, heads.length - 1)]!;
    if (!identity) asked++;
    const answer = answering(({ method, params }) => {
      if (method === "eth_chainId") return "0x5";
      const isCode = method === "eth_getCode";
      const block = isCode ? params[1] : params[0];
      const number = block === "latest" ? head : Number(block);
      if (isCode && number > head) throw new ScriptedError(-32000, "header not found");
      if (isCode) return number >= deployedAt ? "0xfe" : "0x";
      if (number > head) return null;
      const hashes = { hash: hash(1_000 + number), parentHash: hash(999 + number) };
      return { number: `0x${number.toString(16)}`, ...hashes, timestamp: "0x1" };
    });
    return answer(calls, signal);
  };
}

async function verify(script: Script): Promise<string | undefined> {
  const clock = createVirtualClock();
  const source = createSource({
    chain: {
      ...{ chainId: 5n, name: "five", rpcUrls: [url], finality: "finalized", startBlock, genesisHash: undefined },
      contracts: new Map([[hub, "hub"]]),
      sender: "0x01",
    },
    network: scriptedNetwork({ [url]: script }).network,
    clock,
    log: createLog(),
    metrics: createMetrics(),
  });
  const verified = verifyChain(source, new AbortController().signal);
  let ended = false;
  const end = () => {
    ended = true;
  };
  verified.then(end, end);
  while (!ended) await clock.advance(100);
  return await verified;
}

test("a chain with the contracts is the deployment's", async () => {
  expect(await verify(nodes([20]))).toBe(hash(1_000));
});

test("one without them is not", async () => {
  const verified = verify(nodes([20], 30));
  await expect(verified).rejects.toThrow(InputError);
  await expect(verified).rejects.toThrow(`there is no contract at ${hub} (hub) on chain 5 (five)`);
});

test("one that does not show their block yet may be", async () => {
  await expect(verify(nodes([9]))).rejects.toThrow(NotFoundError);
});

test("a node that is behind says nothing about them", async () => {
  expect(await verify(nodes([20, 9, 20]))).toBe(hash(1_000));
  await expect(verify(nodes([20, 9, 20, 9]))).rejects.toThrow(UnreadableError);
});
