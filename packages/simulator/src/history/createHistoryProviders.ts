import type { Clock } from "../clock/Clock.ts";
import { wallClock } from "../clock/wallClock.ts";
import type { FaultPlan } from "../fault/Fault.ts";
import type { Limits } from "../fault/limits.ts";
import { createRandom } from "../random/createRandom.ts";
import { createProvider } from "../rpc/createProvider.ts";
import { limitFaults, type Providers, providersOf } from "../rpc/createProviders.ts";
import type { History } from "./openHistory.ts";

export type HistoryProvidersParameters = {
  history: History;
  /** What its one provider, `a`, refuses. */
  limits?: Limits | undefined;
  plan?: FaultPlan | undefined;
  clock?: Clock;
};

/** One provider per chain of a history. It has no other forks, and no nodes that lag. */
export function createHistoryProviders(parameters: HistoryProvidersParameters): Providers {
  const { history, limits, plan, clock = wallClock } = parameters;
  const random = createRandom(plan?.seed ?? 0);
  return providersOf(
    history.chains.map((chain) =>
      createProvider({
        ...{ name: "a", clock, start: clock.now(), latencyMilliseconds: 0 },
        random: random.fork(`${chain.chainId}`),
        nodes: [chain],
        lagging: () => chain,
        orphansAt: () => [],
        faults: [
          ...limitFaults(limits),
          ...(plan?.faults ?? []).filter(({ chainId }) => chainId === undefined || chainId === chain.chainId),
        ],
      }),
    ),
  );
}
