import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What the process tells of itself at `/metrics`. Chains are named by their ids, providers by their addresses. */
export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const perProvider = ["chain", "provider"] as const;
  return {
    registry,
    requests: new Counter({
      name: "concert_provider_requests_total",
      help: "Calls of JSON-RPC methods",
      labelNames: [...perProvider, "method"],
      registers,
    }),
    requestSeconds: new Histogram({
      name: "concert_provider_request_seconds",
      help: "Time until calls that were sent together were answered",
      labelNames: perProvider,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    responseBytes: new Counter({
      name: "concert_provider_response_bytes_total",
      help: "Bytes of answers",
      labelNames: perProvider,
      registers,
    }),
    errors: new Counter({
      name: "concert_provider_errors_total",
      help: "Answers that failed or cannot be true, by kind",
      labelNames: [...perProvider, "kind"],
      registers,
    }),
    setAside: new Gauge({
      name: "concert_provider_set_aside",
      help: "1 while the provider is set aside, with the reason",
      labelNames: [...perProvider, "reason"],
      registers,
    }),
    head: new Gauge({
      name: "concert_provider_head_block",
      help: "The latest head that the provider told",
      labelNames: perProvider,
      registers,
    }),
    rangeBlocks: new Gauge({
      name: "concert_provider_range_blocks",
      help: "How many blocks the provider is asked for at once",
      labelNames: perProvider,
      registers,
    }),
    readable: new Gauge({
      name: "concert_chain_readable",
      help: "1 while some provider of the chain answers",
      labelNames: ["chain"],
      registers,
    }),
  };
}

/** Memory, event loop and so on of this process. */
export function collectProcessMetrics({ registry }: Metrics): void {
  collectDefaultMetrics({ register: registry });
}
