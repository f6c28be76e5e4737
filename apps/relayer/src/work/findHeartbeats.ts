import { readAwaitedReports, type readCheckpoints, type Snapshot } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import type { Job } from "./Job.ts";

/** A chain that made no block for so many seconds counts as quiet: its next block will show about our time. */
const quietAfter = 15n;

/** Chains that no one uses, and whose clocks undecided orders wait for. */
export async function findHeartbeats(
  snapshot: Snapshot,
  { spoke }: Contracts,
  checkpoints: Awaited<ReturnType<typeof readCheckpoints>>,
): Promise<Job[]> {
  const awaited = await readAwaitedReports(snapshot);
  const now = BigInt(Math.floor(Date.now() / 1000));
  return awaited.flatMap(({ chainId, deadline }): Job[] => {
    const blockTime = checkpoints.find((checkpoint) => checkpoint.chainId === chainId)?.blockTime;
    if (blockTime === undefined) return [];
    const clock = now > blockTime + quietAfter ? now - quietAfter : blockTime;
    if (clock <= deadline) return [];
    return [{ kind: "heartbeat", key: `heartbeat:${chainId}`, version: String(deadline), chain: chainId, spoke }];
  });
}
