import { readFinalHeads, type Snapshot } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import { channelEnds } from "./channelEnds.ts";
import { channelKey, type Job } from "./Job.ts";

/** Heads to prove: whatever is queued in final blocks, dispatched or not. */
export async function findProofs(snapshot: Snapshot, contracts: Contracts): Promise<Job[]> {
  const { hubChain, proofGateway: gateway } = contracts;
  const heads = await readFinalHeads(snapshot, { hubChain, gateway });
  return heads.map((head): Job => {
    const { sender, receiver } = channelEnds(contracts, head);
    return {
      kind: "prove",
      key: `carry:${channelKey(head)}`,
      version: head.head,
      chain: receiver.chain,
      source: sender.chain,
      sender: sender.end,
      recipient: receiver.end,
      head,
      batch: {
        count: Number(head.position - head.acceptedCount),
        names: [`${channelKey(head)}:${head.acceptedCount + 1n}`],
      },
    };
  });
}
