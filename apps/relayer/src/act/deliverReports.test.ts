import type { Entry, IndexedOrder } from "@concert/sdk";
import { hashEntry, hubAbi } from "@concert/types";
import { decodeFunctionData, encodeErrorResult, type Hex, numberToHex, zeroAddress } from "viem";
import { expect, test } from "vitest";
import { createScriptedActor } from "../../test/createScriptedActor.ts";
import type { DeliverJob } from "../work/Job.ts";
import { deliverReports } from "./deliverReports.ts";

const hub = `0x${"11".repeat(20)}` as const;
const idOf = (number: number) => numberToHex(number, { size: 32 });
const chains = [101n, 102n];

function makeJob(count: number) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const orders = numbers.map((number) => {
    const order = {
      ...{ user: hub, nonce: BigInt(number), openDeadline: 1n, fillDeadline: 1n, solver: zeroAddress },
      ...{ exclusiveUntil: 0n, pooled: false, cancellable: false, legs: [], calls: [] },
    };
    return { order, fills: [], orderId: idOf(number), decision: "undecided", openedAt: 1n, legs: [] } as IndexedOrder;
  });
  const deliveries = chains.map((otherChain): DeliverJob => {
    const entries = numbers.map((number) => {
      const entry = numberToHex(number, { size: 43 });
      return { entry, entryHash: hashEntry(entry), orderId: idOf(number) } as Entry;
    });
    return { kind: "deliver", key: `${otherChain}`, version: "", chain: 1n, end: hub, otherChain, entries, rest: [] };
  });
  return { kind: "deliverAndSettle", key: "", version: "", chain: 1n, hub, deliveries, orders } as const;
}

function partsOf(data: Hex) {
  const { functionName, args } = decodeFunctionData({ abi: hubAbi, data });
  if (functionName !== "deliverAndSettle") return { functionName, counts: [], nonces: [] };
  const [deliveries, orders] = args;
  const counts = deliveries.map(({ entries, rest }) => [entries.length, rest.length]);
  return { functionName, counts, nonces: orders.map(({ order }) => Number(order.nonce)) };
}

test("as many orders are decided as the gas allows, with no more entries than they need", async () => {
  const script = (data: Hex) => ({ gas: BigInt(partsOf(data).nonces.length) * 150_000n });
  const { actor, sent } = createScriptedActor(script);
  await deliverReports(makeJob(40), actor);
  const [{ counts, nonces }] = sent.map(partsOf) as [ReturnType<typeof partsOf>];
  expect(nonces.length).toBeGreaterThanOrEqual(24);
  expect(nonces.length).toBeLessThanOrEqual(27);
  expect(counts).toEqual(chains.map(() => [nonces.length, 40 - nonces.length]));
});

test("if what one order needs is too much, the entries before it are delivered", async () => {
  const script = (data: Hex) => (partsOf(data).nonces.length > 0 ? { gas: 6_000_000n } : { gas: 100_000n });
  const { actor, sent } = createScriptedActor(script);
  await deliverReports(makeJob(4), actor);
  expect(sent.map((data) => partsOf(data).functionName)).toEqual(["deliver"]);
});

test("entries that another relayer was faster with are looked for again", async () => {
  const data = encodeErrorResult({ abi: hubAbi, errorName: "HeadNotAccepted", args: [101n, idOf(1)] });
  const { actor, sent } = createScriptedActor(() => ({ revert: data }));
  await expect(deliverReports(makeJob(4), actor)).rejects.toMatchObject({ errorName: "HeadNotAccepted" });
  expect(sent).toEqual([]);
});
