import { type Entry, type IndexedOrder, readOrders, type Snapshot } from "@concert/sdk";
import { decodeReport, type Fill } from "@concert/types";
import type { Hex } from "viem";
import type { Contracts } from "../Contracts.ts";
import type { DeliverJob, Job } from "./Job.ts";

/**
 * Puts reports to the hub and the orders that they complete into one transaction: what the hub knows and decides in one
 * transaction it need not write down. So a report waits for the others of its order, as long as orders wait for others;
 * what anything else follows from is delivered at once, with all that comes before it in its channel.
 */
export async function decideWhatArrives(
  snapshot: Snapshot,
  contracts: Pick<Contracts, "hub" | "hubChain">,
  jobs: readonly Job[],
): Promise<Job[]> {
  const isDelivery = (job: Job) => job.kind === "deliver" && job.end === contracts.hub;
  const deliveries = jobs.filter(isDelivery) as DeliverJob[];
  const orders = await readOrders(snapshot, arrivingReports(deliveries).orderIds);
  return [...jobs.filter((job) => !isDelivery(job)), ...joinReports(contracts, deliveries, orders)];
}

/** What becomes of deliveries to the hub, by what is known of the orders that they are about. */
export function joinReports(
  { hub, hubChain }: Pick<Contracts, "hub" | "hubChain">,
  deliveries: readonly DeliverJob[],
  orders: readonly IndexedOrder[],
): Job[] {
  const reports = arrivingReports(deliveries);
  const undecided = orders.filter(({ decision, order }) => decision === "undecided" && !order.pooled);
  const whole = undecided.flatMap((order) => completed(order, reports) ?? []);
  const isDecided = isReportOf(whole);
  const waits = isReportOf(undecided.filter(({ orderId }) => !whole.some((order) => order.orderId === orderId)));

  const now = deliveries.flatMap((job) => cutAfter(job, (entry) => !waits(entry)) ?? []);
  const together = now.filter(({ entries }) => entries.some(isDecided));
  const alone = now.filter((job) => !together.includes(job));
  const late = deliveries.filter(({ key }) => !alone.some((job) => job.key === key)).map(waitForOthers);
  if (together.length === 0) return [...alone, ...late];

  const isUrgent = together.some(({ entries }) => entries.some((entry) => !isDecided(entry) && !waits(entry)));
  const claims = together.map(({ key }) => key);
  const names = [
    ...whole.map(({ orderId }) => `settle:${orderId}`),
    ...late.flatMap(({ key, batch }) => (claims.includes(key) ? batch.names : [])),
  ];
  return [
    {
      ...{ kind: "deliverAndSettle", key: "deliverAndSettle", version: names.join(), claims },
      ...{ chain: hubChain, hub, deliveries: together, orders: whole },
      ...(isUrgent ? {} : { batch: { count: whole.length, names } }),
    },
    ...alone,
    ...late,
  ];
}

/** What has waited for long enough is delivered, whatever becomes of it. */
function waitForOthers(job: DeliverJob) {
  return { ...job, batch: { count: 0, names: job.entries.map(({ head }) => `report:${head}`) } };
}

function isReportOf(orders: readonly IndexedOrder[]): (entry: Entry) => boolean {
  const ids = new Set(orders.map(({ orderId }) => orderId));
  return ({ kind, orderId }) => (kind === "escrowed" || kind === "filled") && orderId !== null && ids.has(orderId);
}

type ArrivingReports = {
  orderIds: Hex[];
  /** By `reportKey`, what is reported of a leg; of an escrow, nothing. */
  found: ReadonlyMap<string, Fill | undefined>;
};

function arrivingReports(deliveries: readonly DeliverJob[]): ArrivingReports {
  const orderIds = new Set<Hex>();
  const found = new Map<string, Fill | undefined>();
  for (const { otherChain, entries } of deliveries) {
    for (const { entry } of entries) {
      const report = decodeReport(entry);
      if (report.kind !== "escrowed" && report.kind !== "filled") continue;
      orderIds.add(report.orderId);
      const key = reportKey(report.orderId, otherChain, report.kind === "filled" ? report.leg : undefined);
      if (!found.has(key)) found.set(key, report.kind === "filled" ? report.fill : undefined);
    }
  }
  return { orderIds: [...orderIds], found };
}

function reportKey(orderId: Hex, chain: bigint, leg?: number): string {
  return `${orderId} ${chain} ${leg ?? "escrow"}`;
}

/** The order with what arrives, if nothing of it is missing then. */
function completed(order: IndexedOrder, { found }: ArrivingReports): IndexedOrder | undefined {
  const { orderId, legs } = order;
  const fills = legs.map(({ position, destinationChain, fillReported }) =>
    fillReported ? order.fills[position] : found.get(reportKey(orderId, destinationChain!, position)),
  );
  const isEscrowed = legs.every(
    ({ originChain, escrowReportedCount }) => escrowReportedCount > 0 || found.has(reportKey(orderId, originChain!)),
  );
  if (!isEscrowed || !fills.every((fill) => fill !== undefined)) return undefined;
  return { ...order, fills };
}

/** The delivery up to the last entry that is wanted, with the hashes of those after it. */
export function cutAfter(job: DeliverJob, isWanted: (entry: Entry) => boolean): DeliverJob | undefined {
  const last = job.entries.findLastIndex(isWanted);
  if (last === -1) return undefined;
  const entries = job.entries.slice(0, last + 1);
  const rest = [...job.entries.slice(last + 1).map(({ entryHash }) => entryHash), ...job.rest];
  return { ...job, entries, rest };
}
