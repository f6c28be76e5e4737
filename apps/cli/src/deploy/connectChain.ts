import { type ChainConfig, InputError } from "@concert/types";
import { BaseError, createPublicClient, http, type PublicClient, webSocket } from "viem";

/** A chain and the first of its RPCs that answers. */
export type Connection = { chain: ChainConfig; rpcUrl: string; client: PublicClient };

const timeout = 10_000;

/**
 * Connects to a chain.
 *
 * @throws {InputError} If none of its RPCs answers, or one answers for another chain.
 */
export async function connectChain(chain: ChainConfig): Promise<Connection> {
  const failures: string[] = [];
  for (const rpcUrl of chain.rpcUrls) {
    const client = createClient(rpcUrl);
    let id: number;
    try {
      id = await client.getChainId();
    } catch (error) {
      failures.push(`${rpcUrl} (${describeRpcError(error)})`);
      continue;
    }
    if (id !== chain.id) {
      throw new InputError(
        `chain ${chain.id}: ${rpcUrl} answers for chain ${id}: correct the chain's id or its rpcUrls in the configuration.`,
      );
    }
    return { chain, rpcUrl, client };
  }
  throw new InputError(
    `chain ${chain.id}: no RPC answers at ${failures.join(", ")}: start the chain, or correct its rpcUrls in the configuration.`,
  );
}

/** What went wrong, in one line. */
export function describeRpcError(error: unknown): string {
  // The transport's own error lies deepest: "connect ECONNREFUSED 127.0.0.1:8545" below "fetch failed".
  const causes = [error as Error];
  while (causes.at(-1)!.cause instanceof Error) causes.push(causes.at(-1)!.cause as Error);
  // Of a websocket that did not open there is but an event without a word.
  if (causes.at(-1)!.cause instanceof Event) return "no connection";
  const deepest = causes.findLast(({ message }) => message !== "") ?? causes[0]!;
  const message = deepest instanceof BaseError ? deepest.details || deepest.shortMessage : deepest.message;
  return message.split("\n")[0]!.replace(/\.$/, "");
}

function createClient(rpcUrl: string): PublicClient {
  const transport = rpcUrl.startsWith("ws")
    ? webSocket(rpcUrl, { timeout, retryCount: 0, reconnect: false })
    : http(rpcUrl, { timeout, retryCount: 2 });
  return createPublicClient({ transport, pollingInterval: 500 });
}
