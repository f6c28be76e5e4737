import type { Channel } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import { channelEnds } from "./channelEnds.ts";
import { channelKey, type Job } from "./Job.ts";

/** Heads that were not handed to their gateway yet. */
export function findDispatches(contracts: Contracts, channels: readonly Channel[]): Job[] {
  return channels.flatMap((channel): Job[] => {
    const { queuedCount, queuedHead, dispatchedCount, senderGateway } = channel;
    if (queuedHead === null || senderGateway === null || dispatchedCount >= queuedCount) return [];
    const { sender, receiver } = channelEnds(contracts, channel);
    return [
      {
        kind: "dispatch",
        key: `dispatch:${channelKey(channel)}`,
        version: queuedHead,
        chain: sender.chain,
        end: sender.end,
        otherChain: receiver.chain,
        head: queuedHead,
      },
    ];
  });
}
