import type { Channel } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import { channelEnds } from "./channelEnds.ts";
import { gatewayKind } from "./gatewayKind.ts";
import { channelKey, type Job } from "./Job.ts";

/** Heads that were not handed to their gateway yet, unless they are proven, which needs no message. */
export function findDispatches(contracts: Contracts, channels: readonly Channel[]): Job[] {
  return channels.flatMap((channel): Job[] => {
    const { queuedCount, queuedHead, dispatchedCount, processedCount, senderGateway, receiverGateway } = channel;
    // What went over a route that was replaced since counts as not dispatched, unless it was delivered.
    let done = dispatchedCount;
    if (processedCount > done) done = processedCount;
    if (queuedHead === null || senderGateway === null || done >= queuedCount) return [];
    if (gatewayKind(contracts, receiverGateway) === "proof") return [];
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
        batch: {
          count: Number(queuedCount - done),
          names: [`${channelKey(channel)}:${done + 1n}`],
        },
      },
    ];
  });
}
