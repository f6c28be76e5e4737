import { RevertError, type WriteClient } from "@concert/sdk";
import { InputError } from "@concert/types";
import { createWalletClient, type Hash, http, webSocket } from "viem";
import type { Connection } from "../deploy/connectChain.ts";
import { type KeyHolder, readPrivateKey } from "../readPrivateKey.ts";

export const accountKeyVariable = "ACCOUNT_PRIVATE_KEY";

/** @throws {InputError} If no key is given. */
export function readAccount(): KeyHolder {
  const holder = readPrivateKey(accountKeyVariable);
  if (holder !== undefined) return holder;
  throw new InputError(`${accountKeyVariable} is not set: set it to the private key of the account.`);
}

/** A client of a chain that signs as an account. */
export function walletOf({ rpcUrl }: Connection, { account }: KeyHolder): WriteClient {
  return createWalletClient({ account, transport: rpcUrl.startsWith("ws") ? webSocket(rpcUrl) : http(rpcUrl) });
}

/**
 * Sends a transaction and waits for it.
 *
 * @throws {InputError} If the contract refuses it.
 */
export async function sendAsAccount({ chain, client }: Connection, send: () => Promise<Hash>): Promise<void> {
  try {
    const hash = await send();
    const { status } = await client.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new InputError(`chain ${chain.id}: ${hash} reverted: run the command again.`);
    console.log(`chain ${chain.id}: ${hash}`);
  } catch (error) {
    if (!(error instanceof RevertError)) throw error;
    throw new InputError(`chain ${chain.id}: ${error.message}.`, { cause: error });
  }
}
