import { createVirtualClock } from "@concert/simulator";
import { expect, test } from "vitest";
import { answering, type Script, scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createSource } from "../source/createSource.ts";
import { findAncestor, type KnownBlock } from "./findAncestor.ts";
import { ForkMixedError } from "./verifyLinks.ts";

const [one, two, three] = ["http://one.example/", "http://two.example/", "http://three.example/"] as const;
const hash = (number: number, fork: number) =>
  `0x${fork.toString(16).padStart(2, "0")}${number.toString(16).padStart(62, "0")}`;
const hex = (number: number) => `0x${number.toString(16)}`;

/** A chain that leaves fork 1 after some block, up to its head, and says which block is final. */
function node({ shared, head, chainId = 5, final = head - 20 }: Node): Script {
  return answering(({ method, params }) => {
    if (method === "eth_chainId") return hex(chainId);
    const number = params[0] === "finalized" ? final : Number(params[0]);
    if (number > head) return null;
    const fork = (block: number) => (block <= shared ? 1 : 2);
    return {
      number: hex(number),
      hash: hash(number, fork(number)),
      parentHash: hash(number - 1, fork(number - 1)),
      timestamp: "0x1",
    };
  });
}

type Node = { shared: number; head: number; chainId?: number; final?: number };

/** Answers in turn, as several nodes behind one address do: even the calls of one request. */
function inTurn(...scripts: Script[]): Script {
  let turn = 0;
  return async (calls, signal) => {
    const answers = calls.map(async (call) => {
      const response = await scripts[turn++ % scripts.length]!([call], signal);
      return (await response.json()) as unknown;
    });
    const all = await Promise.all(answers);
    return Response.json(all.length === 1 ? all[0] : all);
  };
}

/** Blocks 0 to 1,000 of fork 1, the latest first, and what precedes them. */
async function* known(): AsyncGenerator<KnownBlock> {
  for (let number = 1_000; number >= 0; number--) yield { number: BigInt(number), hash: hash(number, 1), time: 0n };
  yield { number: -1n, hash: `0x${"0".repeat(64)}`, time: 0n };
}

function open(scripts: Record<string, Script>) {
  const { network, requests } = scriptedNetwork(scripts);
  const source = createSource({
    chain: {
      chainId: 5n,
      name: "five",
      rpcUrls: Object.keys(scripts),
      finality: "finalized",
      startBlock: 0n,
      genesisHash: undefined,
      contracts: new Map(),
      sender: "0x01",
    },
    network,
    clock: createVirtualClock(),
    log: createLog(),
    metrics: createMetrics(),
  });
  source.pool.started = true;
  return { source, requests };
}

const headOf = (number: number) => ({
  number: BigInt(number),
  hash: hash(number, 2),
  parentHash: hash(number - 1, 2),
  time: 0n,
});

test.each([
  [999, 1],
  [993, 2],
  [936, 4],
  [750, 8],
])("a fork after block %i is found in few requests", async (shared, mostRequests) => {
  const { source, requests } = open({ [one]: node({ shared, head: 1_001 }) });
  expect(await findAncestor(known(), source, headOf(1_001))).toMatchObject({ number: BigInt(shared) });
  // One of them asks for the chain's id.
  expect(requests.length).toBeLessThanOrEqual(mostRequests + 1);
});

test("a chain that is shorter now is no provider that lags", async () => {
  const { source } = open({ [one]: node({ shared: 980, head: 985 }) });
  expect(await findAncestor(known(), source, headOf(985))).toMatchObject({ number: 980n });
});

test("a provider that lags behind its own head says nothing of a fork; another one does", async () => {
  const lagging = node({ shared: 1_000, head: 900 });
  const alone = open({ [one]: lagging });
  await expect(findAncestor(known(), alone.source, headOf(1_001))).rejects.toThrow(ForkMixedError);
  const { source } = open({ [one]: lagging, [two]: node({ shared: 995, head: 1_001 }) });
  expect(await findAncestor(known(), source, headOf(1_001))).toMatchObject({ number: 995n });
});

test("a provider that serves another chain by now is not believed", async () => {
  const before = node({ shared: 1_001, head: 1_001 });
  const after = node({ shared: 0, head: 1_001, chainId: 6 });
  let script = before;
  const { source } = open({
    [one]: (calls, signal) => script(calls, signal),
    [two]: node({ shared: 998, head: 1_001 }),
  });
  await source.header(7n);
  script = after;
  expect(await findAncestor(known(), source, headOf(1_001))).toMatchObject({ number: 998n });
  expect(source.pool.providers[0]!.aside?.fault).toBe("wrong_chain");
});

test("nothing but what precedes all blocks is shared with a chain that starts anew", async () => {
  const { source } = open({ [one]: node({ shared: -1, head: 1_001 }) });
  expect(await findAncestor(known(), source, headOf(1_001))).toMatchObject({ number: -1n });
});

test("who alone has replaced what was final is set aside", async () => {
  const { source } = open({
    [one]: node({ shared: 900, head: 1_001 }),
    [two]: node({ shared: 990, head: 1_001 }),
  });
  const options = { finalBlockNumber: 950n };
  await expect(findAncestor(known(), source, headOf(1_001), options)).rejects.toThrow(
    "it has replaced the final block 950",
  );
  expect(source.pool.providers[0]!.aside?.fault).toBe("bad_link");
  expect(await findAncestor(known(), source, headOf(1_001), options)).toMatchObject({ number: 990n });
});

test("what every provider has replaced is replaced, final or not", async () => {
  const { source } = open({
    [one]: node({ shared: 900, head: 1_001 }),
    [two]: node({ shared: 900, head: 1_001 }),
    [three]: () => new Response("", { status: 502 }),
  });
  const ancestor = await findAncestor(known(), source, headOf(1_001), { finalBlockNumber: 950n });
  expect(ancestor).toMatchObject({ number: 900n });
});

test("a fork on which nothing else is final replaces nothing that was", async () => {
  const { source } = open({ [one]: node({ shared: 900, head: 1_001, final: 949 }) });
  await expect(findAncestor(known(), source, headOf(1_001), { finalBlockNumber: 950n })).rejects.toThrow(
    "block 950 (0x01000000000000000000000000000000000000000000000000000000000003b6) was final, and seems to be replaced, but only block 949 is final now",
  );
});

test("nor does the fork of one node, while another one is further and has what was final", async () => {
  const behind = node({ shared: 900, head: 985, final: 899 });
  const ahead = node({ shared: 1_000, head: 1_000, final: 955 });
  for (const nodes of [
    [behind, ahead],
    [ahead, behind],
    [behind, behind, ahead],
  ]) {
    const { source } = open({ [one]: inTurn(...nodes) });
    const asked = findAncestor(known(), source, headOf(985), { finalBlockNumber: 950n });
    const ancestor = await asked.catch((error: unknown) => {
      expect(error).toBeInstanceOf(ForkMixedError);
    });
    expect(ancestor?.number ?? 1_000n).toBeGreaterThanOrEqual(950n);
  }
});
