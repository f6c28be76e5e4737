import type { Channel, DispatchedHead, Entry, FinalHead, IndexedOrder, SentMessage } from "@concert/sdk";
import type { Order } from "@concert/types";
import type { Address, Hex } from "viem";

type Base = {
  /** What the job is about. One job of a key runs at a time. */
  key: string;
  /** What the job saw of it: a job that failed is tried again at once when that has changed. */
  version: string;
  /** Keys of jobs that do a part of the same: none of them runs at the same time. */
  claims?: readonly string[];
  /** Id of the chain on which its transactions are sent. */
  chain: bigint;
};

/** What a job does for many things at once: the more, the less each of them costs. */
export type Batch = {
  /** How many there are. */
  count: number;
  /** The names of those, or of the oldest of those, that have waited longest. */
  names: readonly string[];
};

/** One end of a channel, and who is at the other. */
export type End = {
  /** The hub or the spoke on the job's chain. */
  end: Address;
  /** Id of the other end's chain. */
  otherChain: bigint;
};

/** Whose head it is that is brought to the job's chain. */
export type Carried = {
  /** Id of the sender's chain. */
  source: bigint;
  /** The hub or the spoke there. */
  sender: Address;
  /** The spoke or the hub on the job's chain. */
  recipient: Address;
};

/** Something that somebody must send a transaction for. */
export type Job =
  | (Base & End & { kind: "dispatch"; head: Hex; batch: Batch })
  | (Base & { kind: "carry"; message: SentMessage })
  | (Base & Carried & { kind: "prove"; head: FinalHead; batch: Batch })
  | (Base & Carried & { kind: "vote"; heads: readonly DispatchedHead[] })
  | (Base & End & { kind: "deliver"; entries: readonly Entry[]; rest: readonly Hex[]; batch?: Batch })
  | (Base & {
      kind: "deliverAndSettle";
      hub: Address;
      deliveries: readonly DeliverJob[];
      orders: readonly IndexedOrder[];
      batch?: Batch;
    })
  | (Base & End & { kind: "acceptEarlier"; head: Hex; rest: readonly Hex[] })
  | (Base & { kind: "heartbeat"; spoke: Address })
  | (Base & { kind: "settle" | "abort" | "refund"; hub: Address; orders: readonly IndexedOrder[]; batch: Batch })
  | (Base & { kind: "fill"; hub: Address; ledger: Address; order: IndexedOrder; fillers: readonly Address[] })
  | (Base & { kind: "execute"; spoke: Address; orderId: Hex; order: Order })
  | (Base & { kind: "updateFee"; hub: Address; of: bigint })
  | (Base & { kind: "collect"; hub: Address; of: bigint; amount: bigint })
  | (Base & { kind: "claim"; spoke: Address; token: Address; amount: bigint });

export type DecisionJob = Extract<Job, { kind: "settle" | "abort" | "refund" }>;
export type DeliverJob = Extract<Job, { kind: "deliver" }>;
export type DeliverAndSettleJob = Extract<Job, { kind: "deliverAndSettle" }>;
export type CarryJob = Extract<Job, { kind: "carry" }>;
export type ProveJob = Extract<Job, { kind: "prove" }>;
export type VoteJob = Extract<Job, { kind: "vote" }>;

/** A channel's name in keys and logs. */
export function channelKey({ chainId, direction }: Pick<Channel, "chainId" | "direction">): string {
  return `${direction}:${chainId}`;
}
