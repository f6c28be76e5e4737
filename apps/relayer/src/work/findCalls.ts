import { readDueCalls, type Snapshot } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import type { Job } from "./Job.ts";

const callLimit = 50;

/**
 * Calls of orders that can be run. Nobody is paid for them, so that one that may use more than `callGas` is left to those
 * who want it.
 */
export async function findCalls(snapshot: Snapshot, { spoke }: Contracts, callGas: bigint): Promise<Job[]> {
  const calls = await readDueCalls(snapshot, { limit: callLimit });
  return calls.flatMap(({ orderId, chainId, order }): Job[] => {
    const gas = order.calls.find(({ chain }) => chain === chainId)?.gas;
    if (gas === undefined || gas > callGas) return [];
    const key = `execute:${chainId}:${orderId}`;
    return [{ kind: "execute", key, version: "", chain: chainId, spoke, orderId, order }];
  });
}
