import { createVirtualClock } from "@concert/simulator";
import { expect, test } from "vitest";
import { scriptedNetwork } from "../../test/scriptedNetwork.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createSource } from "./createSource.ts";
import { readBatches } from "./readBatches.ts";

const hash = (number: number) => `0x${number.toString(16).padStart(64, "0")}`;

test("stopped as it begins, it leaves no failure behind", async () => {
  const source = createSource({
    chain: {
      ...{ chainId: 5n, name: "five", rpcUrls: ["http://one.example/"], finality: "finalized", startBlock: 0n },
      ...{ genesisHash: undefined, contracts: new Map(), sender: "0x01" },
    },
    ...{
      network: scriptedNetwork({}).network,
      clock: createVirtualClock(),
      log: createLog(),
      metrics: createMetrics(),
    },
  });
  const stop = new AbortController();
  stop.abort();
  source.close();
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", note);
  const head = { number: 9n, hash: hash(9), parentHash: hash(8), time: 1n };
  const batches = readBatches(source, { number: 4n, hash: hash(4) }, head, stop.signal);
  expect(await batches.next()).toEqual({ done: true, value: undefined });
  await new Promise(setImmediate);
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});
