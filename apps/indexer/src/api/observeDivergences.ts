import { Gauge, type Registry } from "prom-client";
import type { DivergenceCounts } from "./countDivergences.ts";

/** Tells at `/metrics` how many events of channels diverge. */
export function observeDivergences(registry: Registry, countDivergences: () => Promise<DivergenceCounts>): void {
  new Gauge({
    name: "concert_divergences",
    help: "Events in which the two ends of a channel disagree, or, unproven, may seem to",
    labelNames: ["status"],
    registers: [registry],
    async collect() {
      this.reset();
      // While Postgres does not answer, there is no value.
      const counts = await countDivergences().catch(() => ({}));
      for (const [status, count] of Object.entries(counts)) this.set({ status }, count);
    },
  });
}
