import type { DispatchedHead } from "@concert/sdk";
import { expect, test } from "vitest";
import { chooseHead } from "./chooseHead.ts";

/** Heads by position, the furthest first; those that end with a star can be proven. */
function heads(text: string): DispatchedHead[] {
  return text.split(" ").map((part) => {
    const lastBlock = part.endsWith("*") ? 1n : null;
    return { position: BigInt(Number.parseInt(part, 10)), lastBlock } as DispatchedHead;
  });
}

test.for<[dispatched: string, threshold: number, gatewayCount: number, proves: boolean, chosen: bigint | undefined]>([
  // Without the proof gateway, any head will do.
  ["9 8* 7", 2, 2, false, 9n],
  // The proof gateway has to be one of those that agree.
  ["9* 8* 7", 2, 2, true, 9n],
  ["9 8* 7*", 2, 2, true, 8n],
  ["9 8 7", 2, 2, true, undefined],
  ["9 8 7", 1, 1, true, undefined],
  // Others can do without it, but it takes less luck with it.
  ["9 8* 7*", 2, 3, true, 8n],
  ["9 8 7", 2, 3, true, 9n],
  ["9 8 7", 3, 3, true, undefined],
])("of %s, %i of %i vote for %s", ([dispatched, threshold, gatewayCount, proves, chosen]) => {
  expect(chooseHead(heads(dispatched), { threshold, gatewayCount, proves })?.position).toBe(chosen);
});
