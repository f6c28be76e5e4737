import { type ContractName, entriesDelivered, entryQueued, headAccepted, headDispatched } from "@concert/types/tables";
import type { PgTable } from "drizzle-orm/pg-core";
import { zeroAddress } from "viem";

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

/**
 * Adds what an event of a channel says that others may follow from, or what it follows from itself. Of the heads that a
 * delivery covers, the last follows from all before.
 */
export function addCause(
  causes: Causes,
  event: { table: PgTable; values: readonly string[]; chainId: bigint; block: bigint; contract: ContractName },
): void {
  const { table, values, chainId, block, contract } = event;
  if (contract !== "hub" && contract !== "spoke") return;
  const [chain, head, third] = values as [string, string, string];
  const channelChain = contract === "hub" ? chain : `${chainId}`;
  const sent = contract === "hub" ? "instruction" : "report";
  const received = contract === "hub" ? "report" : "instruction";
  const require = (act: Act, head: string) =>
    causes.requires.push({ block, source: BigInt(chain), head, key: causeKey(act, received, channelChain, head) });

  if (table === entryQueued) causes.provides.push({ block, key: causeKey("queued", sent, channelChain, head) });
  if (table === headDispatched) {
    causes.provides.push({ block, key: causeKey("dispatched", sent, channelChain, head) });
  }
  // Without a gateway it was shown to lead to a head that had been accepted: nobody has to have dispatched it.
  if (table === headAccepted) require(third === zeroAddress ? "queued" : "dispatched", head);
  if (table === entriesDelivered) require("queued", third);
}
