import type { RunningChain } from "@concert/devnet";
import { createPublicClient, webSocket } from "viem";

/** Notes when each block of a chain is told of. */
export async function watchBlocks(chain: RunningChain, served: Map<string, number>): Promise<() => void> {
  const client = createPublicClient({ transport: webSocket(chain.webSocketUrl) });
  const { unsubscribe } = await client.transport.subscribe({
    params: ["newHeads"],
    onData: ({ result }) => void served.set(result.hash, performance.now()),
  });
  return () => void unsubscribe();
}
