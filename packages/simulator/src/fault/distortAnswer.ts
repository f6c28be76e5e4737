import type { Random } from "../random/createRandom.ts";
import type { JsonLog, Node } from "../rpc/Node.ts";
import { RpcError } from "../rpc/RpcError.ts";
import type { FaultKind } from "./Fault.ts";
import { rangeTooLarge, tooManyResults } from "./limits.ts";

export type DistortParameters = {
  node: Node;
  /** Blocks of the same number on forks that the chain has left, by number. */
  orphansAt: (number: number) => readonly { hash: string }[];
  random: Random;
  method: string;
  params: readonly unknown[];
  faults: readonly FaultKind[];
};

/**
 * The answer to a request, with what its faults make of it.
 *
 * @throws {RpcError}
 */
export function distortAnswer(parameters: DistortParameters): unknown {
  const { node, method, params, faults } = parameters;
  for (const fault of faults) refuse(fault, parameters);
  let result = node.request(method, params);
  for (const fault of faults) result = distort(fault, result, parameters);
  return result;
}

function refuse(fault: FaultKind, { node, method, params }: DistortParameters): void {
  if (fault.kind === "internalError") throw new RpcError(-32603, "Internal error");
  if (method !== "eth_getLogs" || (fault.kind !== "rangeTooLarge" && fault.kind !== "tooManyResults")) return;
  const range = rangeOf(params, node);
  if (range === undefined) return;
  const { from, to } = range;
  if (fault.kind === "rangeTooLarge") {
    if (to - from + 1 > fault.blocks) throw rangeTooLarge(fault.wording, from, to, fault.blocks);
    return;
  }
  const logs = node.request(method, params);
  if (!isLogs(logs) || logs.length <= fault.logs || from === to) return;
  // The last block that still fits, or the first one if none does.
  const fits = Math.max(from, Number(logs[fault.logs]!.blockNumber) - 1);
  throw tooManyResults(fault.wording, from, fits, fault.logs);
}

function distort(fault: FaultKind, result: unknown, parameters: DistortParameters): unknown {
  const { method, random } = parameters;
  if (result === null) return null;
  if (method === "eth_getBlockByNumber" || method === "eth_getBlockByHash") {
    if (fault.kind === "missingBlock") return null;
    if (fault.kind === "wrongBlock") return { ...(result as object), parentHash: `0x${random.hex32()}` };
    return result;
  }
  if (method === "eth_getBlockReceipts" && Array.isArray(result)) {
    return result.map((receipt: { logs: JsonLog[] }) => ({
      ...receipt,
      logs: distortLogs(fault, receipt.logs, parameters),
    }));
  }
  return method === "eth_getLogs" && isLogs(result) ? distortLogs(fault, result, parameters) : result;
}

function distortLogs(fault: FaultKind, logs: readonly JsonLog[], parameters: DistortParameters): unknown {
  const { random, node, orphansAt, params } = parameters;
  switch (fault.kind) {
    case "missingLogs": {
      // All of a block's, or one: both are seen by its bloom, unless the one has topics that others have, too.
      const block = logs.length === 0 ? undefined : random.pick(logs).blockHash;
      return random.chance(0.5)
        ? logs.filter(({ blockHash }) => blockHash !== block)
        : logs.toSpliced(random.draw(logs.length), 1);
    }
    case "duplicatedLogs":
      return logs.flatMap((log) => (random.chance(0.3) ? [log, log] : [log]));
    case "shuffledLogs":
      return logs
        .map((log) => ({ log, order: random.draw(1_000_000) }))
        .toSorted((a, b) => a.order - b.order)
        .map(({ log }) => log);
    case "alteredLogs": {
      const long = logs.filter(({ data }) => data.length > 66);
      const chosen = long[random.draw(Math.max(1, long.length))];
      return logs.map((log) =>
        log === chosen ? { ...log, data: `${log.data.slice(0, -1)}${log.data.endsWith("1") ? 2 : 1}` } : log,
      );
    }
    case "foreignLogs": {
      const filter = (params[0] ?? {}) as Record<string, unknown>;
      const numbers = [...new Set(logs.map(({ blockNumber }) => Number(blockNumber)))];
      const orphan = numbers.flatMap((number) => orphansAt(number)).at(random.draw(4));
      if (orphan === undefined) return logs;
      const { fromBlock: _, toBlock: __, ...rest } = filter;
      const foreign = node.request("eth_getLogs", [{ ...rest, blockHash: orphan.hash }]) as JsonLog[];
      const number = foreign[0]?.blockNumber;
      return [...logs.filter(({ blockNumber }) => blockNumber !== number), ...foreign];
    }
    default:
      return logs;
  }
}

function isLogs(result: unknown): result is readonly JsonLog[] {
  return Array.isArray(result);
}

function rangeOf(params: readonly unknown[], node: Node): { from: number; to: number } | undefined {
  const { fromBlock, toBlock, blockHash } = (params[0] ?? {}) as Record<string, unknown>;
  if (blockHash !== undefined) return undefined;
  const number = (block: unknown): number => {
    if (typeof block === "string" && block.startsWith("0x")) return Number(block);
    return Number((node.request("eth_getBlockByNumber", [block ?? "latest", false]) as { number: string }).number);
  };
  return { from: number(fromBlock), to: number(toBlock) };
}
