import { type IndexedOrder, RevertError } from "@concert/sdk";
import { hubAbi } from "@concert/types";
import {
  decodeFunctionData,
  encodeAbiParameters,
  encodeErrorResult,
  encodeEventTopics,
  type Hex,
  numberToHex,
  type TransactionReceipt,
  zeroAddress,
} from "viem";
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

/** A receipt in which the hub says that it left orders out. */
function skipping(...nonces: number[]): TransactionReceipt {
  const logs = nonces.map((nonce) => ({
    address: hub,
    topics: encodeEventTopics({ abi: hubAbi, eventName: "OrderSkipped", args: { orderId: idOf(nonce) } }),
    data: encodeAbiParameters([{ type: "bytes" }], ["0x12345678"]),
  }));
  return { logs } as unknown as TransactionReceipt;
}

function noncesIn(data: Hex): number[] {
  const { args } = decodeFunctionData({ abi: hubAbi, data });
  return (args as readonly [readonly IndexedOrder[]])[0].map(({ order }) => Number(order.nonce));
}

function makeJob(count: number) {
  const orders = Array.from({ length: count }, (_, nonce) => makeOrder(nonce));
  const batch = { count, names: [] };
  return { kind: "settle", key: "settle", version: "", chain: 1n, hub, orders, batch } as const;
}

test("an order that the hub left out is left alone for a while, and the others are not", async () => {
  const { actor, sent } = createScriptedActor(() => ({ gas: 100_000n }));
  const [transaction] = await decideOrders(makeJob(8), actor);
  expect(sent.map(noncesIn)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]]);
  expect(transaction?.noteReceipt?.(skipping(3))).toEqual({ orders: 7, skipped: 1 });

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
  // The rest is found again.
  expect(capped.sent.map((data) => noncesIn(data).length)).toEqual([13]);
});

test("if every order is refused, the reason is told, and none is tried again for a while", async () => {
  const { actor, sent } = createScriptedActor(() => ({
    revert: encodeErrorResult({ abi: hubAbi, errorName: "OrderNotExpired", args: [idOf(0)] }),
  }));
  await expect(decideOrders(makeJob(3), actor)).rejects.toThrow(RevertError);
  expect(await decideOrders(makeJob(3), actor)).toEqual([]);
  expect(sent).toEqual([]);
});
