import { expect, test } from "vitest";
import { collectProcessMetrics, createMetrics } from "../metrics.ts";
import { startServer } from "./startServer.ts";

test("/metrics tells the figures of the process, for Prometheus", async () => {
  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  metrics.requests.inc({ chain: "5", provider: "http://one.example", method: "eth_getLogs" }, 3);
  await using server = await startServer(0, [], metrics.registry);
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=/);
  const text = await response.text();
  expect(text).toContain(
    'concert_provider_requests_total{chain="5",provider="http://one.example",method="eth_getLogs"} 3',
  );
  expect(text).toContain("process_resident_memory_bytes");
});
