import type { Hash, TransactionReceipt } from "viem";
import type { ChainClient } from "./connectChain.ts";

/**
 * Waits until a transaction is mined.
 *
 * @throws If it reverted.
 */
export async function confirm(client: ChainClient, hash: Hash): Promise<TransactionReceipt> {
  const receipt = await client.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success") throw new Error(`Transaction ${hash} reverted on chain ${client.chain.id}.`);
  return receipt;
}
