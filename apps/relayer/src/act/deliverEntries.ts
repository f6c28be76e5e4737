import { deliver, RevertError } from "@concert/sdk";
import { NonceTakenError } from "../chain/createSender.ts";
import { isConnectionError } from "../chain/watchHealth.ts";
import type { DeliverJob } from "../work/Job.ts";
import type { Actor } from "./Actor.ts";
import { fitCount } from "./fitCount.ts";
import type { Sent } from "./perform.ts";

/** Delivers as many of the entries as the gas allows; the others' hashes take their place. */
export async function deliverEntries(job: DeliverJob, actor: Actor): Promise<Sent[]> {
  const { client } = actor.chain(job.chain).sender;
  const { end, otherChain, gasMaximum } = { ...job, gasMaximum: actor.gasMaximum };
  for (let count = job.entries.length; ; ) {
    const entries = job.entries.slice(0, count).map(({ entry }) => entry);
    const rest = [...job.entries.slice(count).map(({ entryHash }) => entryHash), ...job.rest];
    try {
      const hash = await deliver(client, { end, chain: otherChain, entries, rest, gasMaximum });
      return [{ hash, facts: { from: otherChain, entries: count } }];
    } catch (error) {
      if (count === 1 || !isTooMuch(error)) throw error;
      count = fitCount(count, error);
    }
  }
}

/**
 * Entries themselves never make a delivery fail: what is not about the head is about gas, in the words of the contract or
 * of the node, which may allow less in a simulation than a block does.
 */
function isTooMuch(error: unknown): boolean {
  if (error instanceof RevertError) return error.errorName !== "HeadNotAccepted";
  return !(error instanceof NonceTakenError) && !isConnectionError(error);
}
