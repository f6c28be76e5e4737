import { type IndexedOrder, RevertError } from "@concert/sdk";
import { hubAbi } from "@concert/types";
import { decodeFunctionData, encodeErrorResult, type Hex, numberToHex, zeroAddress } from "viem";
import { expect, test } from "vitest";
import { createScriptedActor } from "../../test/createScriptedActor.ts";
import { decideOrders } from "./decideOrders.ts";

const hub = `0x${"11".repeat(20)}` as const;
const idOf = (nonce: number) => numberToHex(nonce, { size: 32 });

function makeOrder(nonce: number): IndexedOrder {
  const order = {
    user: hub,
    nonce: BigInt(nonce),
    openDeadline: 1n,
    fillDeadline: 1n,
    solver: zeroAddress,
    exclusiveUntil: 0n,
    pooled: false,
    cancellable: false,
    legs: [],
    calls: [],
  };
  return { order, fills: [], orderId: idOf(nonce), decision: "undecided", openedAt: 1n, legs: [] };
}

function noncesIn(data: Hex): number[] {
  const { args } = decodeFunctionData({ abi: hubAbi, data });
  return (args as readonly [readonly IndexedOrder[]])[0].map(({ order }) => Number(order.nonce));
}

function makeJob(count: number) {
  const orders = Array.from({ length: count }, (_, nonce) => makeOrder(nonce));
  return { kind: "settle", key: "settle", version: "", chain: 1n, hub, orders } as const;
}

test("an order that the hub refuses is left out of the batch, and left alone for a while", async () => {
  const { actor, sent } = createScriptedActor((data) => {
    if (!noncesIn(data).includes(3)) return { gas: 100_000n };
    const args = [idOf(3), 1] as const;
    return { revert: encodeErrorResult({ abi: hubAbi, errorName: "OrderAlreadyDecided", args }) };
  });
  const result = await decideOrders(makeJob(8), actor);
  expect(sent.map(noncesIn)).toEqual([[0, 1], [2], [4, 5, 6, 7]]);
  expect(result.map(({ facts }) => facts.orders)).toEqual([2, 1, 4]);

  await decideOrders(makeJob(8), actor);
  expect(noncesIn(sent.at(-1)!)).toEqual([0, 1, 2, 4, 5, 6, 7]);
  const alone = { ...makeJob(8), orders: [makeOrder(3)] };
  expect(await decideOrders(alone, actor)).toEqual([]);
});

test("a batch is cut to what the gas allows, by the bound or by the node", async () => {
  const bounded = createScriptedActor((data) => ({ gas: BigInt(noncesIn(data).length) * 200_000n }));
  await decideOrders(makeJob(50), bounded.actor);
  const [count] = bounded.sent.map((data) => noncesIn(data).length);
  expect(count).toBeGreaterThanOrEqual(18);
  expect(count).toBeLessThanOrEqual(20);

  const capped = createScriptedActor((data) =>
    noncesIn(data).length > 15 ? { refusal: "gas required exceeds allowance (30000000)" } : { gas: 100_000n },
  );
  await decideOrders(makeJob(50), capped.actor);
  expect(capped.sent.flatMap(noncesIn)).toEqual(Array.from({ length: 50 }, (_, nonce) => nonce));
});

test("if every order is refused, the reason is told", async () => {
  const { actor, sent } = createScriptedActor(() => ({
    revert: encodeErrorResult({ abi: hubAbi, errorName: "OrderNotExpired", args: [idOf(0)] }),
  }));
  await expect(decideOrders(makeJob(3), actor)).rejects.toThrow(RevertError);
  expect(sent).toEqual([]);
});
