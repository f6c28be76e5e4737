import { deliver, GasOverMaximumError } from "@concert/sdk";
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
      if (!(error instanceof GasOverMaximumError) || count === 1) throw error;
      count = fitCount(count, error);
    }
  }
}
