import { eventsAbi } from "@concert/types";
import { eventShape } from "@concert/types/tables";
import type { AbiEvent } from "viem";

/** When a row is final: when no event of a block that is not has contributed to it. */
export type FinalRule =
  /** The view holds the rows that are not, by these columns. */
  | { view: string; columns: readonly string[] }
  /** The block of the row's only event, and an expression for its chain. */
  | { block: string; chain: (row: string) => string };

const byOrder: FinalRule = { view: "unfinal_order", columns: ["order_id"] };
const byBlock: FinalRule = { block: "block_number", chain: (row) => `${row}.chain_id` };

const byHubBlock: FinalRule = {
  block: "block_number",
  chain: () => "(select c.chain_id from contract c where c.name = 'hub')",
};

/** By table or view. */
export const finalRules: Readonly<Record<string, FinalRule>> = {
  order: byOrder,
  leg: byOrder,
  call: byOrder,
  escrow: byOrder,
  sweep: byOrder,
  payout: { view: "unfinal_payout", columns: ["owed_block_number", "owed_log_index"] },
  collection: { view: "unfinal_collection", columns: ["collected_block_number", "collected_log_index"] },
  claimable: { view: "unfinal_claimable", columns: ["chain_id", "token", "account"] },
  earning: { view: "unfinal_earning", columns: ["chain_id", "account"] },
  channel: { view: "unfinal_channel", columns: ["chain_id", "direction"] },
  entry: { view: "unfinal_entry", columns: ["chain_id", "direction", "position"] },
  chain: { view: "unfinal_chain", columns: ["chain_id"] },
  delivery: {
    block: "block_number",
    chain: (row) =>
      `case ${row}.direction when 'report' then (select c.chain_id from contract c where c.name = 'hub') else ${row}.chain_id end`,
  },
  divergence: { view: "unfinal_divergence", columns: ["seen_chain", "block_number", "log_index"] },
  attester_set: { view: "unfinal_attester_set", columns: ["chain_id", "gateway", "source_chain"] },
  quorum: { view: "unfinal_quorum", columns: ["chain_id", "gateway", "source_chain"] },
  quorum_member: byBlock,
  vote: { view: "unfinal_vote", columns: ["seen_chain", "block_number", "log_index"] },
  header: { view: "unfinal_header", columns: ["chain_id", "source_chain", "number"] },
  proof: { view: "unfinal_proof", columns: ["seen_chain", "block_number", "log_index"] },
  posting: byHubBlock,
  limit_use: byHubBlock,
  withdrawal: { view: "unfinal_withdrawal", columns: ["block_number", "log_index"] },
  opening: byBlock,
  nonce: byBlock,
  ...Object.fromEntries(eventsAbi.map((event: AbiEvent) => [eventShape(event).table, byBlock])),
};
