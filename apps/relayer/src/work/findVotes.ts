import { type DispatchedHead, readDispatchedHeads, type Snapshot } from "@concert/sdk";
import type { Contracts } from "../Contracts.ts";
import { channelEnds } from "./channelEnds.ts";
import { channelKey, type VoteJob } from "./Job.ts";

/** Heads that a quorum was given, and that its gateways at the other end have to bring. */
export async function findVotes(snapshot: Snapshot, contracts: Contracts): Promise<VoteJob[]> {
  const { hubChain, quorumGateway: gateway } = contracts;
  return groupVotes(contracts, await readDispatchedHeads(snapshot, { hubChain, gateway }));
}

/** One job per channel, out of heads that come channel by channel, the furthest first. */
export function groupVotes(contracts: Contracts, dispatched: readonly DispatchedHead[]): VoteJob[] {
  return [...Map.groupBy(dispatched, channelKey)].map(([channel, heads]): VoteJob => {
    const { sender, receiver } = channelEnds(contracts, heads[0]!);
    return {
      kind: "vote",
      key: `carry:${channel}`,
      // What is dispatched again, or can be proven now, is worth another look.
      version: heads.map(({ sendId, lastBlock }) => (lastBlock === null ? sendId : `${sendId}*`)).join(),
      chain: receiver.chain,
      source: sender.chain,
      sender: sender.end,
      recipient: receiver.end,
      heads,
    };
  });
}
