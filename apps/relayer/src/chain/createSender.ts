import { setTimeout as sleep } from "node:timers/promises";
import type { WriteClient } from "@concert/sdk";
import {
  BaseError,
  type Hash,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type WalletActions,
} from "viem";
import {
  estimateFeesPerGas,
  getTransactionCount,
  getTransactionReceipt,
  type SendTransactionParameters,
  sendTransaction,
} from "viem/actions";

/** Sends one key's transactions on one chain, one after another, and follows them. */
export type Sender = {
  /** A viem client whose transactions go through this sender, with nonces that it chooses. */
  client: WriteClient;
  /**
   * The receipt of a transaction that was sent through `client`; undefined if another one took its nonce, or if it was
   * not mined in time.
   */
  waitForReceipt(hash: Hash, signal: AbortSignal): Promise<TransactionReceipt | undefined>;
};

/** Another transaction of the same key took the nonce: what was simulated before may not hold any more. */
export class NonceTakenError extends Error {
  override readonly name = "NonceTakenError";
  readonly retryable = true;
}

export type SenderTimes = {
  /** Milliseconds between two looks for a receipt. */
  pollInterval: number;
  /** Milliseconds after which a transaction that is not mined counts as stuck, and is replaced by the next one. */
  stuckAfter: number;
};

const nonceTaken =
  /nonce too low|already known|already imported|replacement transaction underpriced|transaction underpriced to replace|nonce provided for the transaction/i;
const raisedFeeSteps = 12;

/**
 * Nonces come from the node each time, so that processes that share a key, and restarts, need not agree on anything:
 * whoever comes second is told so, and looks again at what there is to do.
 */
export function createSender(base: WriteClient, { pollInterval, stuckAfter }: SenderTimes): Sender {
  const { account } = base;
  const nonces = new Map<Hash, number>();
  let stuck = false;
  let last: Promise<unknown> = Promise.resolve();

  async function send(request: SendTransactionParameters): Promise<Hash> {
    const nonce = await getTransactionCount(base, { address: account.address, blockTag: stuck ? "latest" : "pending" });
    const hash = stuck ? await replace(request, nonce) : await sendWithNonce(request, nonce);
    stuck = false;
    nonces.set(hash, nonce);
    return hash;
  }

  async function sendWithNonce(request: SendTransactionParameters, nonce: number): Promise<Hash> {
    try {
      return await sendTransaction(base, { ...request, nonce } as SendTransactionParameters);
    } catch (error) {
      if (isNonceTaken(error)) throw new NonceTakenError(`nonce ${nonce} is taken`, { cause: error });
      throw error;
    }
  }

  /** Takes the place of the oldest transaction that is not mined, whose fees are unknown: raised until a node agrees. */
  async function replace(request: SendTransactionParameters, nonce: number): Promise<Hash> {
    let { maxFeePerGas, maxPriorityFeePerGas } = await estimateFeesPerGas(base);
    for (let step = 1; ; ++step) {
      maxFeePerGas = (maxFeePerGas * 5n) / 4n + 1n;
      maxPriorityFeePerGas = (maxPriorityFeePerGas * 5n) / 4n + 1n;
      try {
        return await sendWithNonce(
          { ...request, maxFeePerGas, maxPriorityFeePerGas } as SendTransactionParameters,
          nonce,
        );
      } catch (error) {
        if (!(error instanceof NonceTakenError) || step === raisedFeeSteps) throw error;
      }
    }
  }

  async function waitForReceipt(hash: Hash, signal: AbortSignal): Promise<TransactionReceipt | undefined> {
    const nonce = nonces.get(hash);
    const deadline = Date.now() + stuckAfter;
    try {
      for (;;) {
        // Before the receipt is looked for: a nonce that was used by then was used by this transaction or another.
        const used = await getTransactionCount(base, { address: account.address, blockTag: "latest" });
        const receipt = await findReceipt(hash);
        if (receipt) return receipt;
        if (nonce !== undefined && used > nonce) return undefined;
        if (Date.now() > deadline) {
          stuck = true;
          return undefined;
        }
        await sleep(pollInterval, undefined, { signal });
      }
    } finally {
      nonces.delete(hash);
    }
  }

  async function findReceipt(hash: Hash): Promise<TransactionReceipt | undefined> {
    try {
      return await getTransactionReceipt(base, { hash });
    } catch (error) {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    }
  }

  function sendTransactionInTurn(request: SendTransactionParameters): Promise<Hash> {
    const sent = last.then(() => send(request));
    last = sent.catch(() => undefined);
    return sent;
  }

  // viem's own actions look for the client's `sendTransaction` first.
  const client = base.extend(() => ({
    sendTransaction: sendTransactionInTurn as WalletActions["sendTransaction"],
  }));
  return { client, waitForReceipt };
}

function isNonceTaken(error: unknown): boolean {
  return (
    error instanceof BaseError &&
    error.walk((cause) => cause instanceof Error && nonceTaken.test(cause.message)) !== null
  );
}
