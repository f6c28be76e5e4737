import { readDueMessages, type Snapshot } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import { channelEnds } from "./channelEnds.ts";
import { channelKey, type Job } from "./Job.ts";

/** Messages to attest and to execute. */
export async function findMessages(snapshot: Snapshot, contracts: Contracts): Promise<Job[]> {
  const messages = await readDueMessages(snapshot);
  return messages.map((message) => ({
    kind: "carry",
    key: `carry:${channelKey(message)}`,
    version: `${message.sendId}:${message.blockHash}`,
    chain: channelEnds(contracts, message).receiver.chain,
    message,
  }));
}
