import { Gauge } from "prom-client";
import { type ChainStatus, stateOf } from "./api/ChainStatus.ts";
import type { Metrics } from "./metrics.ts";

/** Shows in the metrics how far each chain is indexed, and what keeps it. */
export function observeChains({ registry }: Metrics, statuses: readonly ChainStatus[]): void {
  const observe = (name: string, help: string, value: (status: ChainStatus) => number | undefined) =>
    new Gauge({
      ...{ name, help, labelNames: ["chain"], registers: [registry] },
      collect() {
        for (const status of statuses) {
          const found = value(status);
          if (found !== undefined) this.set({ chain: `${status.chainId}` }, found);
        }
      },
    });
  observe("concert_chain_block", "Up to which block the chain is indexed", ({ blockNumber }) => number(blockNumber));
  observe("concert_chain_head_block", "The latest head that was seen", ({ headBlockNumber }) =>
    number(headBlockNumber),
  );
  observe("concert_chain_waiting", "1 while its next block waits for what it follows from", (status) =>
    stateOf(status) === "waiting" ? 1 : 0,
  );
  observe("concert_chain_failing", "1 while what was read can't be committed", (status) =>
    stateOf(status) === "failing" ? 1 : 0,
  );
  observe("concert_chain_stopped", "1 while a reorg of final blocks keeps the chain from being indexed", (status) =>
    stateOf(status) === "stopped" ? 1 : 0,
  );
  observe("concert_poisoned_events", "Events that do not fit, and were put aside", ({ poisonCount }) => poisonCount);
}

function number(block: bigint | undefined): number | undefined {
  return block === undefined ? undefined : Number(block);
}
