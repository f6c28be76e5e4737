import type { Entry, IndexedOrder } from "@concert/sdk";
import { encodeReport, type Fill, hashEntry } from "@concert/types";
import { type Hex, numberToHex, pad, zeroAddress } from "viem";
import { expect, test } from "vitest";
import { createBatching } from "./createBatching.ts";
import { joinReports } from "./decideWhatArrives.ts";
import type { DeliverJob, Job } from "./Job.ts";

const [first, second, hubChain] = [101n, 102n, 100n];
const contracts = { hub: pad("0x11", { size: 20 }), hubChain };
const idOf = (number: number) => numberToHex(number, { size: 32 });
const fill: Fill = {
  ...{ filledAt: 10n, hold: false, solver: pad("0x22", { size: 20 }), fee: 1n },
  repayment: { account: idOf(34), ledgerAccount: zeroAddress, chain: first, maxFee: 0 },
};

const escrow = (number: number) => encodeReport({ kind: "escrowed", timestamp: 9n, orderId: idOf(number), fee: 1n });
const filled = (number: number) => encodeReport({ kind: "filled", orderId: idOf(number), leg: 0, fill });
const heartbeat = encodeReport({ kind: "heartbeat", timestamp: 9n, gasPrice: 1n });

type Arriving = [kind: Entry["kind"], entry: Hex, order?: number];

/** What arrives from a chain. */
function delivery(chain: bigint, ...reports: Arriving[]): DeliverJob {
  const entries = reports.map(([kind, entry, number]) => {
    const orderId = number === undefined ? null : idOf(number);
    return { kind, entry, entryHash: hashEntry(entry), head: hashEntry(entry), orderId } as Entry;
  });
  const key = `deliver:report:${chain}`;
  return {
    kind: "deliver",
    key,
    version: key,
    chain: hubChain,
    end: contracts.hub,
    otherChain: chain,
    entries,
    rest: [],
  };
}

/** An order of one leg, from the first chain to the second. */
function order(number: number, { pooled = false, escrowed = false, fillReported = false } = {}): IndexedOrder {
  const leg = { position: 0, originChain: first, destinationChain: second, fillReported };
  return {
    ...{
      orderId: idOf(number),
      decision: "undecided",
      openedAt: 1n,
      order: { pooled, legs: [], calls: [] },
      fills: [fill],
    },
    legs: [{ ...leg, escrowReportedCount: escrowed ? 1 : 0 }],
  } as unknown as IndexedOrder;
}

/** Key, entries by chain, and whether it is done at once. */
function summary(jobs: readonly Job[]) {
  return jobs.map((job) => {
    const deliveries = job.kind === "deliverAndSettle" ? job.deliveries : [job as DeliverJob];
    const counts = deliveries.map(({ entries, rest }) => `${entries.length}+${rest.length}`).join(" ");
    return `${job.key} ${counts}${"batch" in job && job.batch ? " waits" : ""}`;
  });
}

test("a report waits for the others of its order, and goes with them; what comes after them waits on", () => {
  const escrows = delivery(first, ["escrowed", escrow(1), 1], ["escrowed", escrow(2), 2]);
  const orders = [order(1), order(2)];
  expect(summary(joinReports(contracts, [escrows], orders))).toEqual(["deliver:report:101 2+0 waits"]);

  const fills = delivery(second, ["filled", filled(1), 1]);
  const jobs = joinReports(contracts, [escrows, fills], orders);
  expect(summary(jobs)).toEqual([
    "deliverAndSettle 1+1 1+0 waits",
    "deliver:report:101 2+0 waits",
    "deliver:report:102 1+0 waits",
  ]);
  expect(jobs[0]).toMatchObject({
    claims: ["deliver:report:101", "deliver:report:102"],
    orders: [{ orderId: idOf(1), fills: [fill] }],
  });
});

test("the reports that the hub has already count, and a pooled order's inputs wait for nothing", () => {
  const late = delivery(second, ["filled", filled(1), 1]);
  expect(summary(joinReports(contracts, [late], [order(1, { escrowed: true })]))[0]).toBe("deliverAndSettle 1+0 waits");
  const pooled = delivery(first, ["escrowed", escrow(1), 1]);
  expect(summary(joinReports(contracts, [pooled], [order(1, { pooled: true })]))).toEqual(["deliver:report:101 1+0"]);
});

test("whatever else follows from entries is not held up, and takes what comes before it along", () => {
  const escrows = delivery(first, ["escrowed", escrow(1), 1], ["heartbeat", heartbeat], ["escrowed", escrow(2), 2]);
  expect(summary(joinReports(contracts, [escrows], [order(1), order(2)]))).toEqual(["deliver:report:101 2+1"]);
  // Of an order that nobody knows, or that is decided, nothing is waited for.
  expect(summary(joinReports(contracts, [escrows], []))).toEqual(["deliver:report:101 3+0"]);
  const fills = delivery(second, ["filled", filled(1), 1]);
  expect(summary(joinReports(contracts, [escrows, fills], [order(1), order(2)]))[0]).toBe("deliverAndSettle 2+1 1+0");
});

test("they are done when enough orders have come together, or one report has waited for long enough", () => {
  let now = 0;
  const batching = createBatching({ size: 2, age: 10 }, () => now);
  const due = (numbers: number[], fillsOf: number[]) => {
    const escrows = delivery(first, ...numbers.map((number): Arriving => ["escrowed", escrow(number), number]));
    const fills = delivery(second, ...fillsOf.map((number): Arriving => ["filled", filled(number), number]));
    const deliveries = [escrows, fills].filter(({ entries }) => entries.length > 0);
    const jobs = joinReports(
      contracts,
      deliveries,
      numbers.map((number) => order(number)),
    );
    return batching.select(jobs).map(({ key }) => key);
  };
  expect(due([1, 2], [1])).toEqual([]);
  expect(due([1, 2], [1, 2])).toEqual(["deliverAndSettle"]);
  expect(due([3], [])).toEqual([]);
  now = 9;
  expect(due([3], [3])).toEqual([]);
  now = 10;
  // The first of them runs, and the others not beside it.
  expect(due([3], [3])).toEqual(["deliverAndSettle", "deliver:report:101"]);
  expect(due([3], [])).toEqual(["deliver:report:101"]);
});
