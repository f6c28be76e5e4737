import { sql } from "drizzle-orm";
import { integer, pgView } from "drizzle-orm/pg-core";
import { address, bytes32, int8, uint64, uint256 } from "./columns.ts";
import { channelDirection } from "./enums.ts";
import { nativeToken } from "./nativeToken.ts";

/*
 * What an event of a block that is not final has contributed to. These are few, however much is indexed, so that what is
 * final is found by leaving them out.
 */

/** Events `e` of a table in blocks that are not final. */
function unfinal(table: string): string {
  return `checkpoint p join ${table} e on e.chain_id = p.chain_id and e.block_number > coalesce(p.final_block_number, -1)`;
}

const sentOver = `
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'instruction' else 'report' end::channel_direction as direction`;
const receivedOver = `
  case e.contract when 'hub' then e.chain else e.chain_id end as chain_id,
  case e.contract when 'hub' then 'report' else 'instruction' end::channel_direction as direction`;

/** Entries that were queued, dispatched, accepted, delivered or rejected, or whose route changed, in such a block. */
export const unfinalEntry = pgView("unfinal_entry", {
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
  position: int8("position").notNull(),
  orderId: bytes32("order_id"),
}).as(
  sql.raw(`
  select entry.chain_id, entry.direction, entry.position, entry.order_id
  from (
    select ${sentOver}, e.head from ${unfinal("entry_queued")}
    union all
    select ${sentOver}, e.head from ${unfinal("head_dispatched")}
    union all
    select ${receivedOver}, e.head from ${unfinal("head_accepted")}
    union all
    select ${receivedOver}, e.head from ${unfinal("entry_rejected")}
  ) named
  join entry on entry.head = named.head and entry.chain_id = named.chain_id and entry.direction = named.direction
  union
  select entry.chain_id, entry.direction, entry.position, entry.order_id
  from (
    select d.*
    from (select ${receivedOver}, e.block_number, e.log_index from ${unfinal("entries_delivered")}) delivered
    join delivery d
      on d.block_number = delivered.block_number and d.chain_id = delivered.chain_id
      and d.direction = delivered.direction and d.log_index = delivered.log_index
    union all
    -- What was delivered counts once the last of it is known.
    select d.*
    from (select ${sentOver}, e.head from ${unfinal("entry_queued")}) queued
    join entry last
      on last.head = queued.head and last.chain_id = queued.chain_id and last.direction = queued.direction
    join delivery d
      on d.chain_id = last.chain_id and d.direction = last.direction and d.last_position = last.position
  ) d
  join entry
    on entry.chain_id = d.chain_id and entry.direction = d.direction
    and entry.position between d.first_position and d.last_position
  union
  select entry.chain_id, entry.direction, entry.position, entry.order_id
  from (
    select ${sentOver} from ${unfinal("route_set")}
    union
    select ${receivedOver} from ${unfinal("route_set")}
  ) routed
  join entry
    on entry.chain_id = routed.chain_id and entry.direction = routed.direction and entry.delivered_at is null`),
);

const orderEvents = [
  "order_opened",
  "signed_order_opened",
  "output_held",
  "call_executed",
  "call_failed",
  "executor_swept",
  "order_settled",
  "order_aborted",
  "fill_released",
  "payout_owed",
];

/** Orders that such an event is about, or an entry of which. */
export const unfinalOrder = pgView("unfinal_order", { orderId: bytes32("order_id").notNull() }).as(
  sql.raw(`
  ${orderEvents.map((table) => `select e.order_id from ${unfinal(table)}`).join("\n  union\n  ")}
  union
  select e.cause from ${unfinal("custody_left")} where e.kind = 2
  union
  select order_id from unfinal_entry where order_id is not null`),
);

/** Accounts to which something failed, or was credited, or who claimed, in such a block. */
export const unfinalClaimable = pgView("unfinal_claimable", {
  chainId: uint64("chain_id").notNull(),
  token: address("token").notNull(),
  account: address("account").notNull(),
}).as(
  sql.raw(`
  select e.chain_id, e.token, e.account from ${unfinal("payout_failed")}
  union
  select e.chain_id, e.token, e.account from ${unfinal("payout_claimed")}
  union
  select e.chain_id, '${nativeToken}', e.account from ${unfinal("delivery_credited")}
  union
  select e.chain_id, e.token, e.account from ${unfinal("payout_fee_credited")}`),
);

/** Instructions whose payout was paid, failed, was claimed or rejected in such a block. */
const unfinalPayments = `
  select e.chain_id, e.head from ${unfinal("payout_paid")}
  union
  select e.chain_id, e.head from ${unfinal("payout_failed")}
  union
  select e.chain_id, e.head from ${unfinal("entry_rejected")} where e.contract = 'spoke'
  union
  select f.chain_id, f.head
  from unfinal_claimable c
  join payout_failed f on f.chain_id = c.chain_id and f.token = c.token and f.account = c.account`;

const hubFinal = `
  (select coalesce(p.final_block_number, -1) from checkpoint p join contract c using (chain_id) where c.name = 'hub')`;

/** Payouts that were owed, paid, claimed or rejected, or failed, in such a block. */
export const unfinalPayout = pgView("unfinal_payout", {
  owedBlockNumber: int8("owed_block_number").notNull(),
  owedLogIndex: integer("owed_log_index").notNull(),
}).as(
  sql.raw(`
  select o.owed_block_number, o.owed_log_index from payout o where o.owed_block_number > ${hubFinal}
  union
  select o.owed_block_number, o.owed_log_index
  from (${unfinalPayments}) paid
  join payout o on o.head = paid.head and o.chain = paid.chain_id`),
);

/** The same of collections. */
export const unfinalCollection = pgView("unfinal_collection", {
  collectedBlockNumber: int8("collected_block_number").notNull(),
  collectedLogIndex: integer("collected_log_index").notNull(),
}).as(
  sql.raw(`
  select o.collected_block_number, o.collected_log_index from collection o where o.collected_block_number > ${hubFinal}
  union
  select o.collected_block_number, o.collected_log_index
  from (${unfinalPayments}) paid
  join collection o on o.head = paid.head and o.chain = paid.chain_id`),
);

/** Accounts that earned or collected fees in such a block. */
export const unfinalEarning = pgView("unfinal_earning", {
  chainId: uint64("chain_id").notNull(),
  account: address("account").notNull(),
}).as(
  sql.raw(`
  select e.chain as chain_id, e.account from ${unfinal("fees_earned")}
  union
  select e.chain, e.account from ${unfinal("fees_collected")}`),
);

/** Channels of which an end did anything in such a block. */
export const unfinalChannel = pgView("unfinal_channel", {
  chainId: uint64("chain_id").notNull(),
  direction: channelDirection("direction").notNull(),
}).as(
  sql.raw(`
  select ${sentOver} from ${unfinal("entry_queued")}
  union
  select ${sentOver} from ${unfinal("head_dispatched")}
  union
  select ${receivedOver} from ${unfinal("head_accepted")}
  union
  select ${receivedOver} from ${unfinal("entries_delivered")}
  union
  select ${sentOver} from ${unfinal("route_set")}
  union
  select ${receivedOver} from ${unfinal("route_set")}`),
);

const chainEvents = ["configured", "pauses_set", "wrapped_native_set"];
const hubChainEvents = ["spoke_configured", "chain_retired", "fee_policy_set"];

/** Spokes' chains that such an event is about, or a channel of which. */
export const unfinalChain = pgView("unfinal_chain", { chainId: uint64("chain_id").notNull() }).as(
  sql.raw(`
  select chain_id from unfinal_channel
  union
  ${chainEvents.map((table) => `select e.chain_id from ${unfinal(table)}`).join("\n  union\n  ")}
  union
  ${hubChainEvents.map((table) => `select e.chain from ${unfinal(table)}`).join("\n  union\n  ")}`),
);

/** Withdrawals from the ledger that such an event of the hub's chain made, or one of the spoke's paid. */
export const unfinalWithdrawal = pgView("unfinal_withdrawal", {
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
}).as(
  sql.raw(`
  select e.block_number, e.log_index from ${unfinal("custody_left")} where e.kind = 3
  union
  select e.block_number, e.log_index from ${unfinal("local_withdrawn")}
  union
  select w.block_number, w.log_index
  from (
    select paid.chain_id, paid.head from (${unfinalPayments}) paid
    union all
    select e.chain, e.head from ${unfinal("entry_queued")} where e.contract = 'hub'
  ) named
  join (
    select c.cause, c.chain, c.block_number, c.log_index from custody_left c where c.kind = 3
    union all
    select c.cause, c.chain, c.block_number, c.log_index from local_withdrawn c
  ) w on w.cause = named.head and w.chain = named.chain_id`),
);

/** Divergences that were seen in such a block, or about an entry that was. */
export const unfinalDivergence = pgView("unfinal_divergence", {
  seenChain: uint64("seen_chain").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
}).as(
  sql.raw(`
  select m.seen_chain, m.block_number, m.log_index
  from checkpoint p
  join mismatch m on m.seen_chain = p.chain_id and m.block_number > coalesce(p.final_block_number, -1)
  union
  select m.seen_chain, m.block_number, m.log_index
  from unfinal_entry e
  join mismatch m on m.chain_id = e.chain_id and m.direction = e.direction and m.position = e.position`),
);

/** Gateways whose attesters for a chain were set in such a block. */
export const unfinalAttesterSet = pgView("unfinal_attester_set", {
  chainId: uint64("chain_id").notNull(),
  gateway: address("gateway").notNull(),
  sourceChain: uint64("source_chain").notNull(),
}).as(
  sql.raw(`
  select e.chain_id, e.address as gateway, e.source_chain from ${unfinal("attesters_set")}`),
);

/** Quorums of gateways that were set in such a block. */
export const unfinalQuorum = pgView("unfinal_quorum", {
  chainId: uint64("chain_id").notNull(),
  gateway: address("gateway").notNull(),
  sourceChain: uint64("source_chain").notNull(),
}).as(
  sql.raw(`
  select e.chain_id, e.address as gateway, e.chain as source_chain from ${unfinal("quorum_set")}`),
);

/** Votes that were cast in such a block, or of which the head was queued or dispatched in one. */
export const unfinalVote = pgView("unfinal_vote", {
  seenChain: uint64("seen_chain").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
}).as(
  sql.raw(`
  select e.chain_id as seen_chain, e.block_number, e.log_index from ${unfinal("message_voted")}
  union
  select v.chain_id, v.block_number, v.log_index
  from (
    select e.head from ${unfinal("entry_queued")}
    union
    select e.head from ${unfinal("head_dispatched")}
  ) named
  join message_voted v on v.payload = named.head`),
);

/** Vouched headers that were vouched for, or disputed, in such a block. */
export const unfinalHeader = pgView("unfinal_header", {
  chainId: uint64("chain_id").notNull(),
  sourceChain: uint64("source_chain").notNull(),
  number: uint256("number").notNull(),
}).as(
  sql.raw(`
  select e.chain_id, e.source_chain, e.number from ${unfinal("header_vouched")}
  union
  select e.chain_id, e.source_chain, e.number from ${unfinal("header_disputed")}`),
);

/** Proofs that were shown in such a block, or of which the head was queued in one. */
export const unfinalProof = pgView("unfinal_proof", {
  seenChain: uint64("seen_chain").notNull(),
  blockNumber: int8("block_number").notNull(),
  logIndex: integer("log_index").notNull(),
}).as(
  sql.raw(`
  select e.chain_id as seen_chain, e.block_number, e.log_index from ${unfinal("head_proven")}
  union
  select h.chain_id, h.block_number, h.log_index
  from (select e.head from ${unfinal("entry_queued")}) named
  join head_proven h on h.head = named.head`),
);
