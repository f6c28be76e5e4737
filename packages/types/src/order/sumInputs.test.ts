import { getAddress } from "viem";
import { expect, test } from "vitest";
import { orderVectors } from "../../test/vectors.ts";
import { native } from "../account/native.ts";
import { sumInputs } from "./sumInputs.ts";

const [a, b, weth] = ["aa", "bb", "cc"].map((byte) => getAddress(`0x${byte.repeat(20)}`)) as [never, never, never];
const [base] = orderVectors.orders[0]!.order.legs;
const inputs: [chain: bigint, token: `0x${string}`, amount: bigint][] = [
  [1n, a, 1n],
  [2n, b, 2n],
  [1n, native, 4n],
  [1n, b, 8n],
  [1n, a, 16n],
  [1n, weth, 32n],
];
const order = {
  legs: inputs.map(([originChain, inputToken, inputAmount]) => ({ ...base!, originChain, inputToken, inputAmount })),
};

test("amounts of one token are added up, in the order of first appearance", () => {
  expect(sumInputs(order, { chain: 1n })).toEqual([
    { token: a, amount: 17n },
    { token: native, amount: 4n },
    { token: b, amount: 8n },
    { token: weth, amount: 32n },
  ]);
  expect(sumInputs(order, { chain: 3n })).toEqual([]);
});

test("a native input is the wrapped token's", () => {
  expect(sumInputs(order, { chain: 1n, wrappedNative: weth })).toEqual([
    { token: a, amount: 17n },
    { token: weth, amount: 36n },
    { token: b, amount: 8n },
  ]);
});
