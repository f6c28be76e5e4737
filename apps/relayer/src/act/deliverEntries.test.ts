import { type Entry, RevertError } from "@concert/sdk";
import { hashEntry, spokeAbi } from "@concert/types";
import { decodeFunctionData, encodeErrorResult, type Hex, numberToHex } from "viem";
import { expect, test } from "vitest";
import { createScriptedActor } from "../../test/createScriptedActor.ts";
import { deliverEntries } from "./deliverEntries.ts";

const end = `0x${"11".repeat(20)}` as const;
const entries = Array.from({ length: 100 }, (_, index) => {
  const entry = numberToHex(index, { size: 97 });
  return { entry, entryHash: hashEntry(entry) } as Entry;
});
const job = {
  kind: "deliver",
  key: "",
  version: "",
  chain: 1n,
  end,
  otherChain: 2n,
  entries,
  rest: [hashEntry("0x")],
} as const;

function deliveryIn(data: Hex) {
  const { args } = decodeFunctionData({ abi: spokeAbi, data });
  const [, delivered, rest] = args as readonly [bigint, readonly Hex[], readonly Hex[]];
  return { delivered, rest };
}

test("what does not fit is shown as hashes: by the bound, by the spoke's own check, or by the node", async () => {
  const count = (data: Hex) => deliveryIn(data).delivered.length;
  const tooLow = encodeErrorResult({ abi: spokeAbi, errorName: "GasTooLow", args: [1n, 2n] });
  const scripts = [
    (data: Hex) => ({ gas: BigInt(count(data)) * 100_000n }),
    (data: Hex) => (count(data) > 40 ? { revert: tooLow } : { gas: 1n }),
    (data: Hex) => (count(data) > 40 ? { refusal: "gas required exceeds allowance (30000000)" } : { gas: 1n }),
  ];
  for (const script of scripts) {
    const { actor, sent } = createScriptedActor(script);
    await deliverEntries(job, actor);
    const [{ delivered, rest }] = sent.map(deliveryIn) as [ReturnType<typeof deliveryIn>];
    expect(delivered.length).toBeGreaterThan(20);
    expect(delivered.length).toBeLessThanOrEqual(41);
    expect(delivered).toEqual(entries.slice(0, delivered.length).map(({ entry }) => entry));
    expect(rest).toEqual([...entries.slice(delivered.length).map(({ entryHash }) => entryHash), ...job.rest]);
  }
});

test("a head that is not accepted is not about gas", async () => {
  let simulations = 0;
  const { actor } = createScriptedActor(() => {
    simulations++;
    return { revert: encodeErrorResult({ abi: spokeAbi, errorName: "HeadNotAccepted", args: [2n, hashEntry("0x")] }) };
  });
  await expect(deliverEntries(job, actor)).rejects.toThrow(RevertError);
  expect(simulations).toBe(1);
});
