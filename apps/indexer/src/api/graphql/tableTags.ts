import { eventsAbi } from "@concert/types";
import { eventShape } from "@concert/types/tables";
import type { AbiEvent } from "viem";
import { finalRules } from "../../state/finalRules.ts";

export type Tags = Record<string, string | string[]>;

function toOrder(ordersField: string): string {
  return `(order_id) references "order" (order_id)|@fieldName order|@foreignFieldName ${ordersField}`;
}

function toChain(column: string, field: string, chainsField: string): string {
  return `(${column}) references chain (chain_id)|@fieldName ${field}|@foreignFieldName ${chainsField}`;
}

function toAsset(field: string): string {
  return `(asset) references asset (asset)|@fieldName ledgerAsset|@foreignFieldName ${field}`;
}

function toChannel(channelsField: string): string {
  return `(chain_id, direction) references channel (chain_id, direction)|@fieldName channel|@foreignFieldName ${channelsField}`;
}

const unfinalViews = new Set(Object.values(finalRules).flatMap((rule) => ("view" in rule ? [rule.view] : [])));

/** What tables are called in GraphQL, and how they hang together; Postgres checks no foreign keys here. */
const derivedTags: Record<string, Tags> = {
  migration: { behavior: "-*" },
  projection: { behavior: "-*" },
  // Shown as `divergence`, `diverged` and `final`.
  mismatch: { behavior: "-*" },
  diverged_channel: { behavior: "-*" },
  ...Object.fromEntries([...unfinalViews].map((view) => [view, { behavior: "-*" }])),
  leg: {
    foreignKey: [
      toOrder("legs"),
      toChain("origin_chain", "origin", "originLegs"),
      toChain("destination_chain", "destination", "destinationLegs"),
    ],
  },
  payout: {
    foreignKey: [
      toOrder("payouts"),
      "(order_id, leg) references leg (order_id, position)|@fieldName orderLeg|@foreignFieldName payouts",
    ],
  },
  call: { foreignKey: [toOrder("calls"), toChain("chain_id", "chain", "calls")] },
  escrow: { foreignKey: [toOrder("escrows"), toChain("chain_id", "chain", "escrows")] },
  claimable: { foreignKey: toChain("chain_id", "chain", "claimables") },
  earning: { foreignKey: toChain("chain_id", "chain", "earnings") },
  collection: { foreignKey: toChain("chain", "paidOn", "collections") },
  channel: { foreignKey: toChain("chain_id", "chain", "channels") },
  entry: { foreignKey: [toChannel("entries"), toOrder("entries")] },
  delivery: { foreignKey: toChannel("deliveries") },
  checkpoint: {
    foreignKey: "(chain_id) references chain (chain_id)|@fieldName chain|@foreignSingleFieldName checkpoint",
  },
  contract: { foreignKey: toChain("chain_id", "chain", "contracts") },
  actionable_order: { primaryKey: "order_id,act", foreignKey: toOrder("acts") },
  opening: {
    primaryKey: "chain_id,block_number,log_index",
    foreignKey: [toOrder("openings"), toChain("chain_id", "chain", "openings")],
  },
  nonce: {
    primaryKey: "chain_id,user,nonce",
    foreignKey: [toOrder("nonces"), toChain("chain_id", "chain", "nonces")],
  },
  due_call: { primaryKey: "order_id,chain_id", foreignKey: toOrder("dueCalls") },
  sweep: {
    primaryKey: "order_id,chain_id,token,recipient",
    foreignKey: [
      toOrder("sweeps"),
      "(order_id, chain_id) references call (order_id, chain_id)|@fieldName call|@foreignFieldName sweeps",
    ],
  },
  attester_set: {
    primaryKey: "chain_id,gateway,source_chain,epoch",
    foreignKey: toChain("chain_id", "chain", "attesterSets"),
  },
  attester: {
    primaryKey: "chain_id,gateway,source_chain,epoch,account",
    foreignKey:
      "(chain_id, gateway, source_chain, epoch) references attester_set (chain_id, gateway, source_chain, epoch)|@fieldName set|@foreignFieldName attesters",
  },
  quorum: {
    primaryKey: "chain_id,block_number,log_index",
    foreignKey: toChain("chain_id", "chain", "quorums"),
  },
  quorum_member: {
    primaryKey: "chain_id,block_number,log_index,gateway",
    foreignKey:
      "(chain_id, block_number, log_index) references quorum (chain_id, block_number, log_index)|@fieldName quorum|@foreignFieldName members",
  },
  vote: { primaryKey: "seen_chain,block_number,log_index", foreignKey: toChannel("votes") },
  header: {
    primaryKey: "chain_id,block_number,log_index",
    foreignKey: toChain("chain_id", "chain", "headers"),
  },
  proof: { primaryKey: "seen_chain,block_number,log_index", foreignKey: toChannel("proofs") },
  fee_balance: {
    primaryKey: "chain_id",
    foreignKey: "(chain_id) references chain (chain_id)|@fieldName chain|@foreignSingleFieldName feeBalance",
  },
  message: { primaryKey: "send_id", foreignKey: toChannel("messages") },
  divergence: {
    primaryKey: "seen_chain,block_number,log_index",
    foreignKey: toChannel("divergences"),
  },
  balance: { foreignKey: toChain("chain_id", "chain", "balances") },
  // Shown as balances, custody and assets.
  holding: { behavior: "-*" },
  limit_use: { behavior: "-*" },
  posting: { foreignKey: toAsset("postings") },
  ledger_balance: { primaryKey: "account,asset", foreignKey: toAsset("ledgerBalances") },
  local_balance: {
    primaryKey: "account,asset,chain_id",
    foreignKey: [toAsset("localBalances"), toChain("chain_id", "chain", "localBalances")],
  },
  share_balance: { primaryKey: "account,asset", foreignKey: toAsset("shareBalances") },
  asset: { primaryKey: "asset", name: "ledger_asset" },
  custody: {
    primaryKey: "asset,chain_id",
    foreignKey: [toAsset("custodyByChain"), toChain("chain_id", "chain", "custodyByAsset")],
  },
  deposit: { primaryKey: "chain_id,head", foreignKey: toChain("chain_id", "chain", "deposits") },
  withdrawal: {
    primaryKey: "block_number,log_index",
    foreignKey: [toAsset("withdrawals"), toChain("chain_id", "chain", "withdrawals")],
  },
  share_price: { primaryKey: "asset,block_number", foreignKey: toAsset("sharePrices") },
};

/** Tables of events are named as such: `entryQueuedEvents`, and `OrderOpenedEvent` with its `legs`. */
function eventTags(): Record<string, Tags> {
  const tags: Record<string, Tags> = {};
  for (const event of eventsAbi as readonly AbiEvent[]) {
    const { table, children } = eventShape(event);
    tags[table] = { name: `${table}_event` };
    for (const child of children) {
      const array = child.path.at(-1)!;
      tags[child.table] = {
        name: `${table}_event_${array}`,
        foreignKey: `(chain_id, block_number, log_index) references ${table} (chain_id, block_number, log_index)|@fieldName event|@foreignFieldName ${array}`,
      };
    }
  }
  return tags;
}

/** Smart tags by table. */
export const tableTags: Record<string, Tags> = { ...derivedTags, ...eventTags() };
