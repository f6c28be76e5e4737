import { slice } from "viem";
import { expect, test } from "vitest";
import { payloadVectors } from "../../test/vectors.ts";
import { decodeResolverPayload } from "./decodeResolverPayload.ts";

test.for(payloadVectors.payloads)("Solidity's payload of $name is decoded", ({ order, openedAt, payload }) => {
  expect(decodeResolverPayload(payload)).toEqual({ order, openedAt });
});

test("what holds no order is undefined", () => {
  const { payload } = payloadVectors.payloads[0]!;
  for (const bytes of ["0x", "0x00", slice(payload, 0, 64), slice(payload, 32)] as const) {
    expect(decodeResolverPayload(bytes)).toBeUndefined();
  }
});
