import type { Plan } from "./Plan.ts";

/** A plan in which nothing goes wrong, and whatever the test says otherwise. Every committed state is looked at. */
export function calmPlan({ chainCount = 3, finalizedDepth = 300, ...plan }: Partial<Plan> & Shape): Plan {
  return {
    seed: 1,
    chains: Array.from({ length: chainCount }, (_, index) => ({
      ...{ id: 101 + index, blockMilliseconds: 1_000, timeOffsetSeconds: 0, finalizedDepth, receiptsRoot: false },
    })),
    blocks: 40,
    traffic: { ordersPerBlock: 0.4, confirmations: 1 },
    providers: [{ name: "a", protocol: "ws", latencyMilliseconds: 5 }],
    startAt: 0,
    unprovenAfterSeconds: 300,
    workers: 1,
    acts: [],
    faults: [],
    blows: [],
    checks: { snapshots: 1, recomputed: 0.02 },
    ...plan,
  };
}

type Shape = { chainCount?: number; finalizedDepth?: number };
