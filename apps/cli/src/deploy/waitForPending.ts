import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "@concert/types";
import type { Address } from "viem";
import type { Connection } from "./connectChain.ts";

const patienceMilliseconds = 60_000;

/**
 * Waits until the chain has mined all that the account sent before: an interrupted run may have left transactions.
 *
 * @throws {InputError} If they are not mined within a minute.
 */
export async function waitForPending(
  { chain, client }: Connection,
  address: Address,
  onProgress: (line: string) => void,
): Promise<void> {
  let isTold = false;
  const end = Date.now() + patienceMilliseconds;
  for (;;) {
    const [mined, sent] = await Promise.all([
      client.getTransactionCount({ address, blockTag: "latest" }),
      client.getTransactionCount({ address, blockTag: "pending" }),
    ]);
    if (sent <= mined) return;
    if (Date.now() > end) {
      throw new InputError(
        `chain ${chain.id}: ${sent - mined} transactions of ${address} have been pending for a minute: replace them, or wait for them.`,
      );
    }
    if (!isTold) onProgress(`chain ${chain.id}: waits for ${sent - mined} transactions of ${address} that are pending`);
    isTold = true;
    await sleep(200);
  }
}
