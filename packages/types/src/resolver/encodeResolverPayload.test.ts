import { expect, test } from "vitest";
import { payloadVectors } from "../../test/vectors.ts";
import { encodeResolverPayload } from "./encodeResolverPayload.ts";

test.for(payloadVectors.payloads)("a payload of $name is Solidity's", ({ order, openedAt, payload }) => {
  expect(encodeResolverPayload({ order, openedAt })).toBe(payload);
});

test("a block that does not fit its type has no payload", () => {
  const { order } = payloadVectors.payloads[0]!;
  expect(() => encodeResolverPayload({ order, openedAt: [2n ** 64n] })).toThrow("18446744073709551616");
});
