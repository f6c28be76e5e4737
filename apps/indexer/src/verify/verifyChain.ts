import { InputError } from "@concert/types";
import { askHeader } from "../source/askProvider.ts";
import type { Source } from "../source/createSource.ts";

const retryMilliseconds = 1_000;

/**
 * Waits until a provider of the chain answers, and checks that it is the chain of the deployment. From then on, a provider
 * of another chain is set aside.
 *
 * @returns Hash of the chain's first block; undefined if the signal came first.
 * @throws {InputError} If any provider that answers serves another chain, or the contracts are not there.
 */
export async function verifyChain(source: Source, signal: AbortSignal): Promise<string | undefined> {
  const { clock, log, pool } = source;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const answers = await Promise.allSettled(
      pool.providers.map((provider) => pool.run(async () => undefined, { only: provider, rounds: 1 })),
    );
    for (const [index, answer] of answers.entries()) {
      if (answer.status === "fulfilled") continue;
      if (answer.reason instanceof InputError) throw answer.reason;
      if (attempt > 0) continue;
      log.warn("the provider does not answer, trying again", { provider: pool.providers[index]!.name });
    }
    if (answers.some(({ status }) => status === "fulfilled")) {
      await verifyContracts(source);
      const { hash } = await pool.run((provider) => askHeader(provider, 0n));
      pool.genesisHash = hash;
      pool.started = true;
      return hash;
    }
    await clock.sleep(retryMilliseconds, signal);
  }
  return undefined;
}

async function verifyContracts({ chain, missingContracts }: Source): Promise<void> {
  const [address] = await missingContracts();
  if (address === undefined) return;
  throw new InputError(
    `there is no contract at ${address} (${chain.contracts.get(address)}) on chain ${chain.chainId} (${chain.name}): give the deployment of these chains with --deployment, or deploy first.`,
  );
}
