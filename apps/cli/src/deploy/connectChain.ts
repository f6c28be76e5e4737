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
  const message = error instanceof BaseError ? error.details || error.shortMessage : (error as Error).message;
  return message.split("\n")[0]!.replace(/\.$/, "");
}

function createClient(rpcUrl: string): PublicClient {
  const transport = rpcUrl.startsWith("ws")
    ? webSocket(rpcUrl, { timeout, retryCount: 0, reconnect: false })
    : http(rpcUrl, { timeout, retryCount: 2 });
  return createPublicClient({ transport });
}
