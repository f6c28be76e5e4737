import { readActionableOrders, type Snapshot } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import type { Job } from "./Job.ts";

/** More than one transaction takes, so that orders which the hub refuses don't stand in the way of others. */
const orderLimit = 200;

/** Orders that the hub can settle, abort or refund. */
export async function findDecisions(snapshot: Snapshot, { hub, hubChain }: Contracts): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const act of ["settle", "abort", "refund"] as const) {
    const orders = await readActionableOrders(snapshot, { act, limit: orderLimit });
    if (orders.length === 0) continue;
    const names = orders.map(({ orderId }) => orderId);
    const batch = { count: orders.length, names: names.map((name) => `${act}:${name}`) };
    jobs.push({ kind: act, key: act, version: names.join(), chain: hubChain, hub, orders, batch });
  }
  return jobs;
}
