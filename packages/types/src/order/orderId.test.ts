import { expect, test } from "vitest";
import { orderVectors } from "../../test/vectors.ts";
import { orderId } from "./orderId.ts";

test.for(orderVectors.orders)("an order of $name has the id that Solidity gives it", ({ order, ids }) => {
  expect(orderVectors.domains.map((domain) => orderId(order, domain))).toEqual(ids);
});

test("every field of the order changes its id", () => {
  const [{ order }, domain] = [orderVectors.orders[18]!, orderVectors.domains[0]!];
  const [leg, call] = [order.legs[0]!, order.calls[0]!];
  const changed = [
    order,
    { ...order, user: order.legs[0]!.inputToken },
    { ...order, nonce: order.nonce + 1n },
    { ...order, openDeadline: order.openDeadline + 1n },
    { ...order, fillDeadline: order.fillDeadline + 1n },
    { ...order, solver: order.user },
    { ...order, exclusiveUntil: 1n },
    { ...order, pooled: true },
    { ...order, cancellable: true },
    { ...order, legs: order.legs.toReversed() },
    { ...order, legs: order.legs.slice(1) },
    { ...order, legs: [{ ...leg, originChain: 1n }, ...order.legs.slice(1)] },
    { ...order, legs: [{ ...leg, inputToken: order.user }, ...order.legs.slice(1)] },
    { ...order, legs: [{ ...leg, inputAmount: 1n }, ...order.legs.slice(1)] },
    { ...order, legs: [{ ...leg, destinationChain: 1n }, ...order.legs.slice(1)] },
    { ...order, legs: [{ ...leg, outputToken: leg.recipient }, ...order.legs.slice(1)] },
    { ...order, legs: [{ ...leg, outputAmount: 1n }, ...order.legs.slice(1)] },
    { ...order, legs: [{ ...leg, recipient: leg.outputToken }, ...order.legs.slice(1)] },
    { ...order, calls: order.calls.toReversed() },
    { ...order, calls: order.calls.slice(1) },
    { ...order, calls: [{ ...call, chain: 1n }, ...order.calls.slice(1)] },
    { ...order, calls: [{ ...call, gas: 1n }, ...order.calls.slice(1)] },
    { ...order, calls: [{ ...call, fallbackRecipient: leg.recipient }, ...order.calls.slice(1)] },
    { ...order, calls: [{ ...call, calls: "0x" as const }, ...order.calls.slice(1)] },
  ];
  expect(new Set(changed.map((other) => orderId(other, domain))).size).toBe(changed.length);
});

test("an order with a value that does not fit its type has no id", () => {
  const [{ order }, domain] = [orderVectors.orders[0]!, orderVectors.domains[0]!];
  expect(() => orderId({ ...order, openDeadline: 2n ** 64n }, domain)).toThrow("18446744073709551616");
});
