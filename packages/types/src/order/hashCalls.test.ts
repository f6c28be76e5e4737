import { expect, test } from "vitest";
import { orderVectors } from "../../test/vectors.ts";
import { hashCalls } from "./hashCalls.ts";

test.for(orderVectors.orders)("the calls of an order of $name hash as in Solidity", ({ order, callsHash }) => {
  expect(hashCalls(order.calls)).toBe(callsHash);
});
