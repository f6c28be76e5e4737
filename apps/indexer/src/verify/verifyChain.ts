import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "@concert/types";
import { createClient } from "viem";
import { getChainId } from "viem/actions";
import type { Log } from "../log.ts";
import type { Source } from "../source/createSource.ts";
import type { IndexedChain } from "../source/IndexedChain.ts";
import { inputErrorIn } from "../source/inputErrorIn.ts";

const retryMilliseconds = 1_000;

/**
 * Waits until a provider of the chain answers, and checks that it is the chain of the deployment.
 *
 * @returns Hash of the chain's first block; undefined if the signal came first.
 * @throws {InputError} If any provider serves another chain, or the contracts are not there.
 */
export async function verifyChain(
  chain: IndexedChain,
  source: Source,
  log: Log,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    const answers = await Promise.allSettled(
      source.providers.map(({ transport }) => getChainId(createClient({ transport }))),
    );
    for (const [index, answer] of answers.entries()) {
      if (answer.status === "fulfilled") continue;
      const inputError = inputErrorIn(answer.reason);
      if (inputError !== undefined) throw inputError;
      if (attempt === 0) log.warn("the provider does not answer, trying again", { url: chain.rpcUrls[index] });
    }
    if (answers.some(({ status }) => status === "fulfilled")) {
      await verifyContracts(chain, source);
      return await source.genesisHash();
    }
    await sleep(retryMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

async function verifyContracts(chain: IndexedChain, source: Source): Promise<void> {
  await Promise.all(
    [...chain.contracts].map(async ([address, name]) => {
      if (await source.hasCode(address)) return;
      throw new InputError(
        `there is no contract at ${address} (${name}) on chain ${chain.chainId} (${chain.name}): give the deployment of these chains with --deployment, or deploy first.`,
      );
    }),
  );
}
