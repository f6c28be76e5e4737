import type { LogFilter } from "./Node.ts";
import { invalidParams } from "./RpcError.ts";

export type LogRequest = LogFilter & ({ blockHash: string } | { fromBlock: unknown; toBlock: unknown });

/** The parameter of `eth_getLogs`. */
export function parseLogFilter(parameter: unknown): LogRequest {
  if (typeof parameter !== "object" || parameter === null) throw invalidParams("missing value for required argument 0");
  const { address, topics = [], blockHash, fromBlock, toBlock } = parameter as Record<string, unknown>;
  if (!Array.isArray(topics) || topics.length > 4) throw invalidParams("exceed max topics");
  const filter: LogFilter = {
    addresses: address === undefined || address === null ? undefined : setOf(address),
    topics: topics.map((topic) => (topic === null ? undefined : setOf(topic))),
  };
  if (blockHash === undefined) return { ...filter, fromBlock: fromBlock ?? "latest", toBlock: toBlock ?? "latest" };
  if (fromBlock !== undefined || toBlock !== undefined) {
    throw invalidParams("cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
  }
  return { ...filter, blockHash: `${blockHash}`.toLowerCase() };
}

export function matchesFilter(
  { addresses, topics }: LogFilter,
  log: { address: string; topics: readonly string[] },
): boolean {
  if (addresses !== undefined && !addresses.has(log.address)) return false;
  return topics.every((wanted, position) => wanted === undefined || wanted.has(log.topics[position] ?? ""));
}

function setOf(value: unknown): ReadonlySet<string> | undefined {
  const values = Array.isArray(value) ? value : [value];
  // An empty list matches everything.
  return values.length === 0 ? undefined : new Set(values.map((item) => `${item}`.toLowerCase()));
}
