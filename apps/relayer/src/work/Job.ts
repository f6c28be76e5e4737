import type { Channel, Entry, IndexedOrder, SentMessage } from "@concert/sdk";
import type { Address, Hex } from "viem";

type Base = {
  /** What the job is about. One job of a key runs at a time. */
  key: string;
  /** What the job saw of it: a job that failed is tried again at once when that has changed. */
  version: string;
  /** Id of the chain on which its transactions are sent. */
  chain: bigint;
};

/** One end of a channel, and who is at the other. */
export type End = {
  /** The hub or the spoke on the job's chain. */
  end: Address;
  /** Id of the other end's chain. */
  otherChain: bigint;
};

/** Something that somebody must send a transaction for. */
export type Job =
  | (Base & End & { kind: "dispatch"; head: Hex })
  | (Base & { kind: "carry"; message: SentMessage })
  | (Base & End & { kind: "deliver"; entries: readonly Entry[]; rest: readonly Hex[] })
  | (Base & End & { kind: "acceptEarlier"; head: Hex; rest: readonly Hex[] })
  | (Base & { kind: "heartbeat"; spoke: Address })
  | (Base & { kind: "settle" | "abort" | "refund"; hub: Address; orders: readonly IndexedOrder[] });

export type DecisionJob = Extract<Job, { kind: "settle" | "abort" | "refund" }>;
export type DeliverJob = Extract<Job, { kind: "deliver" }>;
export type CarryJob = Extract<Job, { kind: "carry" }>;

/** A channel's name in keys and logs. */
export function channelKey({ chainId, direction }: Pick<Channel, "chainId" | "direction">): string {
  return `${direction}:${chainId}`;
}
