import {
  type ContractName,
  entriesDelivered,
  entryQueued,
  headAccepted,
  headDispatched,
  messageVoted,
} from "@concert/types/tables";
import type { PgTable } from "drizzle-orm/pg-core";
import { zeroAddress, zeroHash } from "viem";
import type { IndexedChain } from "../source/IndexedChain.ts";

/** What a block says that another may follow from: an entry queued, or a head dispatched, on a channel. */
export type Cause = { block: bigint; key: string };

/** What a block follows from. */
export type Requirement = Cause & {
  /** The chain on which it has to have happened, and the head that it is about. */
  source: bigint;
  head: string;
};

/** Causes and requirements of some blocks, each in the order of the blocks. */
export type Causes = { provides: Cause[]; requires: Requirement[] };

type Act = "queued" | "dispatched";
type Direction = "report" | "instruction";

/** How one act on a channel is told from all others. */
export function causeKey(act: Act, direction: Direction, channelChain: string, head: string): string {
  return `${act} ${direction} ${channelChain} ${head}`;
}

export function parseCauseKey(key: string): { act: Act; direction: Direction; chainId: string; head: string } {
  const [act, direction, chainId, head] = key.split(" ");
  return { act: act as Act, direction: direction as Direction, chainId: chainId!, head: head! };
}

type ChannelEvent = {
  table: PgTable;
  values: readonly string[];
  chain: Pick<IndexedChain, "chainId" | "contracts" | "sender">;
  block: bigint;
  contract: ContractName;
};

/** Gateways that bring what the sender queued, whether or not it was dispatched. */
const provingGateways: ReadonlySet<ContractName | undefined> = new Set(["proof_gateway", "quorum_gateway"]);

/**
 * Adds what an event of a channel says that others may follow from, or what it follows from itself. Of the heads that a
 * delivery covers, the last follows from all before.
 */
export function addCause(causes: Causes, event: ChannelEvent): void {
  if (event.table === messageVoted) addVote(causes, event);
  const { table, values, chain, block, contract } = event;
  if (contract !== "hub" && contract !== "spoke") return;
  const [other, head, third] = values as [string, string, string];
  const channelChain = contract === "hub" ? other : `${chain.chainId}`;
  const sent = contract === "hub" ? "instruction" : "report";
  const received = contract === "hub" ? "report" : "instruction";
  const require = (act: Act, head: string) =>
    causes.requires.push({ block, source: BigInt(other), head, key: causeKey(act, received, channelChain, head) });

  if (table === entryQueued) causes.provides.push({ block, key: causeKey("queued", sent, channelChain, head) });
  if (table === headDispatched) {
    causes.provides.push({ block, key: causeKey("dispatched", sent, channelChain, head) });
  }
  if (table === headAccepted) {
    // Without a gateway it was shown to lead to a head that had been accepted: nobody has to have dispatched it.
    const undispatched = third === zeroAddress || provingGateways.has(chain.contracts.get(third));
    require(undispatched ? "queued" : "dispatched", head);
  }
  if (table === entriesDelivered) require("queued", third);
}

/** A vote for a channel's head follows from what its sender did. What a quorum is told of other contracts is not looked at. */
function addVote(causes: Causes, { values, chain, block }: ChannelEvent): void {
  const [, , source, sendId, sender, recipient, payload] = values as [string, ...string[]];
  const receiver = chain.contracts.get(recipient!);
  if (sender !== chain.sender || payload!.length !== zeroHash.length) return;
  if (receiver !== "hub" && receiver !== "spoke") return;
  const [direction, channelChain] =
    receiver === "hub" ? (["report", source!] as const) : (["instruction", `${chain.chainId}`] as const);
  const act = sendId === zeroHash ? "queued" : "dispatched";
  const key = causeKey(act, direction, channelChain, payload!);
  causes.requires.push({ block, source: BigInt(source!), head: payload!, key });
}
