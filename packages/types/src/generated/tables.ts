// Generated from the compiled contracts by "pnpm generate".

import { boolean, index, integer, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { address, bytes, bytes32, uint256, uint64 } from "../tables/columns.ts";
import { eventKey, eventOrigin } from "../tables/eventKey.ts";

export const attestersSet = pgTable(
  "attesters_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    sourceChain: uint64("source_chain").notNull(),
    epoch: uint64("epoch").notNull(),
    threshold: smallint("threshold").notNull(),
  },
  (table) => [
    primaryKey({ name: "attesters_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const attestersSetAttesters = pgTable(
  "attesters_set_attesters",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    value: address("value").notNull(),
  },
  (table) => [
    primaryKey({ name: "attesters_set_attesters_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const authorityUpdated = pgTable(
  "authority_updated",
  {
    ...eventKey(),
    ...eventOrigin(),
    authority: address("authority").notNull(),
  },
  (table) => [
    primaryKey({ name: "authority_updated_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const entriesDelivered = pgTable(
  "entries_delivered",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    headBefore: bytes32("head_before").notNull(),
    headAfter: bytes32("head_after").notNull(),
    count: uint256("count").notNull(),
  },
  (table) => [
    primaryKey({ name: "entries_delivered_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("entries_delivered_head_after").on(table.headAfter),
  ],
);

export const entryQueued = pgTable(
  "entry_queued",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    head: bytes32("head").notNull(),
    entry: bytes("entry").notNull(),
    entryHash: bytes32("entry_hash").notNull(),
  },
  (table) => [
    primaryKey({ name: "entry_queued_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("entry_queued_head").on(table.head),
  ],
);

export const entryRejected = pgTable(
  "entry_rejected",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    head: bytes32("head").notNull(),
    reason: bytes("reason").notNull(),
  },
  (table) => [
    primaryKey({ name: "entry_rejected_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("entry_rejected_head").on(table.head),
  ],
);

export const headAccepted = pgTable(
  "head_accepted",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    head: bytes32("head").notNull(),
    gateway: address("gateway").notNull(),
  },
  (table) => [
    primaryKey({ name: "head_accepted_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("head_accepted_head").on(table.head),
  ],
);

export const headDispatched = pgTable(
  "head_dispatched",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    head: bytes32("head").notNull(),
    gateway: address("gateway").notNull(),
    sendId: bytes32("send_id").notNull(),
  },
  (table) => [
    primaryKey({ name: "head_dispatched_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("head_dispatched_head").on(table.head),
  ],
);

export const messageExecuted = pgTable(
  "message_executed",
  {
    ...eventKey(),
    ...eventOrigin(),
    receiveId: bytes32("receive_id").notNull(),
    sendId: bytes32("send_id").notNull(),
    sender: bytes("sender").notNull(),
    recipient: bytes("recipient").notNull(),
    payload: bytes("payload").notNull(),
  },
  (table) => [
    primaryKey({ name: "message_executed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("message_executed_receive_id").on(table.receiveId),
    index("message_executed_send_id").on(table.sendId),
  ],
);

export const messageSent = pgTable(
  "message_sent",
  {
    ...eventKey(),
    ...eventOrigin(),
    sendId: bytes32("send_id").notNull(),
    sender: bytes("sender").notNull(),
    recipient: bytes("recipient").notNull(),
    payload: bytes("payload").notNull(),
    value: uint256("value").notNull(),
  },
  (table) => [
    primaryKey({ name: "message_sent_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("message_sent_send_id").on(table.sendId),
  ],
);

export const messageSentAttributes = pgTable(
  "message_sent_attributes",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    value: bytes("value").notNull(),
  },
  (table) => [
    primaryKey({ name: "message_sent_attributes_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const orderAborted = pgTable(
  "order_aborted",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    user: address("user").notNull(),
    nonce: uint256("nonce").notNull(),
    openDeadline: uint64("open_deadline").notNull(),
    fillDeadline: uint64("fill_deadline").notNull(),
    solver: address("solver").notNull(),
    exclusiveUntil: uint64("exclusive_until").notNull(),
    pooled: boolean("pooled").notNull(),
    cancellable: boolean("cancellable").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_aborted_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("order_aborted_order_id").on(table.orderId),
  ],
);

export const orderAbortedLegs = pgTable(
  "order_aborted_legs",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    originChain: uint64("origin_chain").notNull(),
    inputToken: address("input_token").notNull(),
    inputAmount: uint256("input_amount").notNull(),
    destinationChain: uint64("destination_chain").notNull(),
    outputToken: bytes32("output_token").notNull(),
    outputAmount: uint256("output_amount").notNull(),
    recipient: bytes32("recipient").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_aborted_legs_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const orderAbortedCalls = pgTable(
  "order_aborted_calls",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    chain: uint64("chain").notNull(),
    gas: uint64("gas").notNull(),
    fallbackRecipient: bytes32("fallback_recipient").notNull(),
    calls: bytes("calls").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_aborted_calls_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const orderOpened = pgTable(
  "order_opened",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    payer: address("payer").notNull(),
    user: address("user").notNull(),
    nonce: uint256("nonce").notNull(),
    openDeadline: uint64("open_deadline").notNull(),
    fillDeadline: uint64("fill_deadline").notNull(),
    solver: address("solver").notNull(),
    exclusiveUntil: uint64("exclusive_until").notNull(),
    pooled: boolean("pooled").notNull(),
    cancellable: boolean("cancellable").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_opened_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("order_opened_order_id").on(table.orderId),
  ],
);

export const orderOpenedLegs = pgTable(
  "order_opened_legs",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    originChain: uint64("origin_chain").notNull(),
    inputToken: address("input_token").notNull(),
    inputAmount: uint256("input_amount").notNull(),
    destinationChain: uint64("destination_chain").notNull(),
    outputToken: bytes32("output_token").notNull(),
    outputAmount: uint256("output_amount").notNull(),
    recipient: bytes32("recipient").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_opened_legs_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const orderOpenedCalls = pgTable(
  "order_opened_calls",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    chain: uint64("chain").notNull(),
    gas: uint64("gas").notNull(),
    fallbackRecipient: bytes32("fallback_recipient").notNull(),
    calls: bytes("calls").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_opened_calls_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const orderSettled = pgTable(
  "order_settled",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    user: address("user").notNull(),
    nonce: uint256("nonce").notNull(),
    openDeadline: uint64("open_deadline").notNull(),
    fillDeadline: uint64("fill_deadline").notNull(),
    solver: address("solver").notNull(),
    exclusiveUntil: uint64("exclusive_until").notNull(),
    pooled: boolean("pooled").notNull(),
    cancellable: boolean("cancellable").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_settled_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("order_settled_order_id").on(table.orderId),
  ],
);

export const orderSettledLegs = pgTable(
  "order_settled_legs",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    originChain: uint64("origin_chain").notNull(),
    inputToken: address("input_token").notNull(),
    inputAmount: uint256("input_amount").notNull(),
    destinationChain: uint64("destination_chain").notNull(),
    outputToken: bytes32("output_token").notNull(),
    outputAmount: uint256("output_amount").notNull(),
    recipient: bytes32("recipient").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_settled_legs_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const orderSettledCalls = pgTable(
  "order_settled_calls",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    chain: uint64("chain").notNull(),
    gas: uint64("gas").notNull(),
    fallbackRecipient: bytes32("fallback_recipient").notNull(),
    calls: bytes("calls").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_settled_calls_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const outputHeld = pgTable(
  "output_held",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    leg: smallint("leg").notNull(),
    token: address("token").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "output_held_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("output_held_order_id").on(table.orderId),
  ],
);

export const payoutClaimed = pgTable(
  "payout_claimed",
  {
    ...eventKey(),
    ...eventOrigin(),
    token: address("token").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "payout_claimed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("payout_claimed_account_token").on(table.account, table.token),
  ],
);

export const payoutFailed = pgTable(
  "payout_failed",
  {
    ...eventKey(),
    ...eventOrigin(),
    head: bytes32("head").notNull(),
    token: address("token").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "payout_failed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("payout_failed_head").on(table.head),
    index("payout_failed_account_token").on(table.account, table.token),
  ],
);

export const payoutOwed = pgTable(
  "payout_owed",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    leg: smallint("leg").notNull(),
    kind: smallint("kind").notNull(),
    chain: uint64("chain").notNull(),
    token: bytes32("token").notNull(),
    account: bytes32("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "payout_owed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("payout_owed_order_id").on(table.orderId),
  ],
);

export const payoutPaid = pgTable(
  "payout_paid",
  {
    ...eventKey(),
    ...eventOrigin(),
    head: bytes32("head").notNull(),
    token: address("token").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "payout_paid_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("payout_paid_head").on(table.head),
  ],
);

export const routeSet = pgTable(
  "route_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    oldGateway: address("old_gateway").notNull(),
    oldCounterpart: address("old_counterpart").notNull(),
    newGateway: address("new_gateway").notNull(),
    newCounterpart: address("new_counterpart").notNull(),
  },
  (table) => [
    primaryKey({ name: "route_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);
