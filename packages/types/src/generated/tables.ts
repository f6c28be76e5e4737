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

export const balanceApproval = pgTable(
  "balance_approval",
  {
    ...eventKey(),
    ...eventOrigin(),
    owner: address("owner").notNull(),
    spender: address("spender").notNull(),
    id: uint256("id").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "balance_approval_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const balanceTransfer = pgTable(
  "balance_transfer",
  {
    ...eventKey(),
    ...eventOrigin(),
    caller: address("caller").notNull(),
    sender: address("sender").notNull(),
    receiver: address("receiver").notNull(),
    id: uint256("id").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "balance_transfer_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("balance_transfer_receiver").on(table.receiver),
  ],
);

export const callExecuted = pgTable(
  "call_executed",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
  },
  (table) => [
    primaryKey({ name: "call_executed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("call_executed_order_id").using("hash", table.orderId),
  ],
);

export const callFailed = pgTable(
  "call_failed",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
  },
  (table) => [
    primaryKey({ name: "call_failed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("call_failed_order_id").using("hash", table.orderId),
  ],
);

export const chainRetired = pgTable(
  "chain_retired",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
  },
  (table) => [
    primaryKey({ name: "chain_retired_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("chain_retired_chain_block_number_log_index").on(table.chain, table.blockNumber, table.logIndex),
  ],
);

export const configured = pgTable(
  "configured",
  {
    ...eventKey(),
    ...eventOrigin(),
    head: bytes32("head").notNull(),
    accepting: boolean("accepting").notNull(),
    entryFee: uint256("entry_fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "configured_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("configured_head").using("hash", table.head),
  ],
);

export const curveSet = pgTable(
  "curve_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    oldTarget: uint256("old_target").notNull(),
    oldSlope: uint256("old_slope").notNull(),
    newTarget: uint256("new_target").notNull(),
    newSlope: uint256("new_slope").notNull(),
  },
  (table) => [
    primaryKey({ name: "curve_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("curve_set_asset_chain").on(table.asset, table.chain),
  ],
);

export const custodyJoined = pgTable(
  "custody_joined",
  {
    ...eventKey(),
    ...eventOrigin(),
    cause: bytes32("cause").notNull(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    kind: smallint("kind").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
    rebate: uint256("rebate").notNull(),
  },
  (table) => [
    primaryKey({ name: "custody_joined_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("custody_joined_cause").using("hash", table.cause),
    index("custody_joined_asset_chain_block_number").on(table.asset, table.chain, table.blockNumber),
  ],
);

export const custodyLeft = pgTable(
  "custody_left",
  {
    ...eventKey(),
    ...eventOrigin(),
    cause: bytes32("cause").notNull(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    kind: smallint("kind").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
    fee: uint256("fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "custody_left_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("custody_left_cause").using("hash", table.cause),
    index("custody_left_asset_chain_block_number").on(table.asset, table.chain, table.blockNumber),
  ],
);

export const deliveryCredited = pgTable(
  "delivery_credited",
  {
    ...eventKey(),
    ...eventOrigin(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "delivery_credited_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("delivery_credited_account").on(table.account),
  ],
);

export const deliveryPaid = pgTable(
  "delivery_paid",
  {
    ...eventKey(),
    ...eventOrigin(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "delivery_paid_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const depositReturned = pgTable(
  "deposit_returned",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    head: bytes32("head").notNull(),
    token: bytes32("token").notNull(),
    depositor: address("depositor").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "deposit_returned_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("deposit_returned_head").using("hash", table.head),
  ],
);

export const dustReserved = pgTable(
  "dust_reserved",
  {
    ...eventKey(),
    ...eventOrigin(),
    cause: bytes32("cause").notNull(),
    asset: uint64("asset").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "dust_reserved_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("dust_reserved_cause").using("hash", table.cause),
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
    index("entries_delivered_head_after").using("hash", table.headAfter),
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
    index("entry_queued_head").using("hash", table.head),
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
    index("entry_rejected_head").using("hash", table.head),
  ],
);

export const executorSwept = pgTable(
  "executor_swept",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    token: address("token").notNull(),
    recipient: address("recipient").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "executor_swept_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("executor_swept_order_id").using("hash", table.orderId),
  ],
);

export const feePolicySet = pgTable(
  "fee_policy_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    oldPolicyMinimum: uint64("old_policy_minimum").notNull(),
    oldPolicyMaximum: uint64("old_policy_maximum").notNull(),
    oldPolicyRate: uint256("old_policy_rate").notNull(),
    newPolicyMinimum: uint64("new_policy_minimum").notNull(),
    newPolicyMaximum: uint64("new_policy_maximum").notNull(),
    newPolicyRate: uint256("new_policy_rate").notNull(),
  },
  (table) => [
    primaryKey({ name: "fee_policy_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("fee_policy_set_chain_block_number_log_index").on(table.chain, table.blockNumber, table.logIndex),
  ],
);

export const feesCollected = pgTable(
  "fees_collected",
  {
    ...eventKey(),
    ...eventOrigin(),
    account: address("account").notNull(),
    chain: uint64("chain").notNull(),
    recipient: bytes32("recipient").notNull(),
    amount: uint256("amount").notNull(),
    deliveryFee: uint256("delivery_fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "fees_collected_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("fees_collected_account_chain").on(table.account, table.chain),
  ],
);

export const feesEarned = pgTable(
  "fees_earned",
  {
    ...eventKey(),
    ...eventOrigin(),
    account: address("account").notNull(),
    chain: uint64("chain").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "fees_earned_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("fees_earned_account_chain").on(table.account, table.chain),
  ],
);

export const fillReleased = pgTable(
  "fill_released",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    leg: smallint("leg").notNull(),
  },
  (table) => [
    primaryKey({ name: "fill_released_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("fill_released_order_id").using("hash", table.orderId),
  ],
);

export const gatewaySkipped = pgTable(
  "gateway_skipped",
  {
    ...eventKey(),
    ...eventOrigin(),
    sendId: bytes32("send_id").notNull(),
    gateway: address("gateway").notNull(),
    reason: bytes("reason").notNull(),
  },
  (table) => [
    primaryKey({ name: "gateway_skipped_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("gateway_skipped_send_id").using("hash", table.sendId),
  ],
);

export const handOverFailed = pgTable(
  "hand_over_failed",
  {
    ...eventKey(),
    ...eventOrigin(),
    id: bytes32("id").notNull(),
    reason: bytes("reason").notNull(),
  },
  (table) => [
    primaryKey({ name: "hand_over_failed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("hand_over_failed_id").using("hash", table.id),
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
    index("head_accepted_head").using("hash", table.head),
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
    index("head_dispatched_head").using("hash", table.head),
  ],
);

export const headProven = pgTable(
  "head_proven",
  {
    ...eventKey(),
    ...eventOrigin(),
    receiveId: bytes32("receive_id").notNull(),
    sourceChain: uint64("source_chain").notNull(),
    sender: address("sender").notNull(),
    recipient: address("recipient").notNull(),
    number: uint256("number").notNull(),
    hash: bytes32("hash").notNull(),
    head: bytes32("head").notNull(),
  },
  (table) => [
    primaryKey({ name: "head_proven_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("head_proven_receive_id").using("hash", table.receiveId),
    index("head_proven_head").on(table.head),
  ],
);

export const headerDisputed = pgTable(
  "header_disputed",
  {
    ...eventKey(),
    ...eventOrigin(),
    sourceChain: uint64("source_chain").notNull(),
    number: uint256("number").notNull(),
    hash: bytes32("hash").notNull(),
    otherHash: bytes32("other_hash").notNull(),
    epoch: uint64("epoch").notNull(),
  },
  (table) => [
    primaryKey({ name: "header_disputed_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("header_disputed_source_chain_number").on(table.sourceChain, table.number),
  ],
);

export const headerOracleSet = pgTable(
  "header_oracle_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    sourceChain: uint64("source_chain").notNull(),
    oldOracle: address("old_oracle").notNull(),
    newOracle: address("new_oracle").notNull(),
  },
  (table) => [
    primaryKey({ name: "header_oracle_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const headerVouched = pgTable(
  "header_vouched",
  {
    ...eventKey(),
    ...eventOrigin(),
    sourceChain: uint64("source_chain").notNull(),
    number: uint256("number").notNull(),
    hash: bytes32("hash").notNull(),
    epoch: uint64("epoch").notNull(),
  },
  (table) => [
    primaryKey({ name: "header_vouched_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("header_vouched_source_chain_number").on(table.sourceChain, table.number),
  ],
);

export const limitSet = pgTable(
  "limit_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    oldCapacity: uint256("old_capacity").notNull(),
    oldWindow: uint256("old_window").notNull(),
    newCapacity: uint256("new_capacity").notNull(),
    newWindow: uint256("new_window").notNull(),
  },
  (table) => [
    primaryKey({ name: "limit_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("limit_set_asset_chain").on(table.asset, table.chain),
  ],
);

export const localCredited = pgTable(
  "local_credited",
  {
    ...eventKey(),
    ...eventOrigin(),
    cause: bytes32("cause").notNull(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    kind: smallint("kind").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "local_credited_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("local_credited_cause").using("hash", table.cause),
  ],
);

export const localMatured = pgTable(
  "local_matured",
  {
    ...eventKey(),
    ...eventOrigin(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
    rebate: uint256("rebate").notNull(),
  },
  (table) => [
    primaryKey({ name: "local_matured_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("local_matured_asset_chain_block_number").on(table.asset, table.chain, table.blockNumber),
  ],
);

export const localWithdrawn = pgTable(
  "local_withdrawn",
  {
    ...eventKey(),
    ...eventOrigin(),
    cause: bytes32("cause").notNull(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "local_withdrawn_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("local_withdrawn_cause").using("hash", table.cause),
  ],
);

export const marginSet = pgTable(
  "margin_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    asset: uint64("asset").notNull(),
    oldMargin: uint256("old_margin").notNull(),
    newMargin: uint256("new_margin").notNull(),
  },
  (table) => [
    primaryKey({ name: "margin_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
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
    index("message_executed_receive_id").using("hash", table.receiveId),
    index("message_executed_send_id").using("hash", table.sendId),
  ],
);

export const messageForwarded = pgTable(
  "message_forwarded",
  {
    ...eventKey(),
    ...eventOrigin(),
    sendId: bytes32("send_id").notNull(),
    gateway: address("gateway").notNull(),
    gatewaySendId: bytes32("gateway_send_id").notNull(),
    fee: uint256("fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "message_forwarded_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("message_forwarded_send_id").using("hash", table.sendId),
    index("message_forwarded_gateway_send_id").on(table.gatewaySendId),
  ],
);

export const messageHandedOver = pgTable(
  "message_handed_over",
  {
    ...eventKey(),
    ...eventOrigin(),
    id: bytes32("id").notNull(),
    receiveId: bytes32("receive_id").notNull(),
  },
  (table) => [
    primaryKey({ name: "message_handed_over_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("message_handed_over_id").using("hash", table.id),
    index("message_handed_over_receive_id").using("hash", table.receiveId),
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
    index("message_sent_send_id").using("hash", table.sendId),
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

export const messageVoted = pgTable(
  "message_voted",
  {
    ...eventKey(),
    ...eventOrigin(),
    id: bytes32("id").notNull(),
    gateway: address("gateway").notNull(),
    chain: uint64("chain").notNull(),
    sendId: bytes32("send_id").notNull(),
    sender: address("sender").notNull(),
    recipient: address("recipient").notNull(),
    payload: bytes("payload").notNull(),
  },
  (table) => [
    primaryKey({ name: "message_voted_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("message_voted_id").using("hash", table.id),
    index("message_voted_payload").on(table.payload),
  ],
);

export const nonceCancelled = pgTable(
  "nonce_cancelled",
  {
    ...eventKey(),
    ...eventOrigin(),
    user: address("user").notNull(),
    nonce: uint256("nonce").notNull(),
  },
  (table) => [
    primaryKey({ name: "nonce_cancelled_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("nonce_cancelled_user_nonce").on(table.user, table.nonce),
  ],
);

export const operatorSet = pgTable(
  "operator_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    owner: address("owner").notNull(),
    spender: address("spender").notNull(),
    approved: boolean("approved").notNull(),
  },
  (table) => [
    primaryKey({ name: "operator_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
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
    index("order_aborted_order_id").using("hash", table.orderId),
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
    fallbackRecipient: bytes32("fallback_recipient").notNull(),
    calls: bytes("calls").notNull(),
    gas: uint256("gas").notNull(),
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
    index("order_opened_order_id").using("hash", table.orderId),
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
    fallbackRecipient: bytes32("fallback_recipient").notNull(),
    calls: bytes("calls").notNull(),
    gas: uint256("gas").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_opened_calls_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const orderPaidFor = pgTable(
  "order_paid_for",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    payer: address("payer").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_paid_for_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("order_paid_for_order_id").using("hash", table.orderId),
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
    index("order_settled_order_id").using("hash", table.orderId),
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
    fallbackRecipient: bytes32("fallback_recipient").notNull(),
    calls: bytes("calls").notNull(),
    gas: uint256("gas").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_settled_calls_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const orderSkipped = pgTable(
  "order_skipped",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    reason: bytes("reason").notNull(),
  },
  (table) => [
    primaryKey({ name: "order_skipped_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("order_skipped_order_id").using("hash", table.orderId),
  ],
);

export const outputHeld = pgTable(
  "output_held",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    leg: smallint("leg").notNull(),
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
    primaryKey({ name: "output_held_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("output_held_order_id").using("hash", table.orderId),
  ],
);

export const outputHeldLegs = pgTable(
  "output_held_legs",
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
    primaryKey({ name: "output_held_legs_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const outputHeldCalls = pgTable(
  "output_held_calls",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    chain: uint64("chain").notNull(),
    fallbackRecipient: bytes32("fallback_recipient").notNull(),
    calls: bytes("calls").notNull(),
    gas: uint256("gas").notNull(),
  },
  (table) => [
    primaryKey({ name: "output_held_calls_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const pausesSet = pgTable(
  "pauses_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    opens: boolean("opens").notNull(),
    fills: boolean("fills").notNull(),
  },
  (table) => [
    primaryKey({ name: "pauses_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
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
    index("payout_failed_head").using("hash", table.head),
    index("payout_failed_account_token").on(table.account, table.token),
  ],
);

export const payoutFeeCredited = pgTable(
  "payout_fee_credited",
  {
    ...eventKey(),
    ...eventOrigin(),
    head: bytes32("head").notNull(),
    token: address("token").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "payout_fee_credited_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("payout_fee_credited_head").using("hash", table.head),
    index("payout_fee_credited_account_token").on(table.account, table.token),
  ],
);

export const payoutFeeSet = pgTable(
  "payout_fee_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    oldFee: uint256("old_fee").notNull(),
    newFee: uint256("new_fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "payout_fee_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("payout_fee_set_asset_chain").on(table.asset, table.chain),
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
    index("payout_owed_order_id").using("hash", table.orderId),
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
    index("payout_paid_head").using("hash", table.head),
  ],
);

export const profitLocked = pgTable(
  "profit_locked",
  {
    ...eventKey(),
    ...eventOrigin(),
    profit: uint256("profit").notNull(),
    locked: uint256("locked").notNull(),
    unlockedAt: uint256("unlocked_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "profit_locked_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const quorumSet = pgTable(
  "quorum_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    counterpart: address("counterpart").notNull(),
    threshold: smallint("threshold").notNull(),
  },
  (table) => [
    primaryKey({ name: "quorum_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("quorum_set_chain_block_number_log_index").on(table.chain, table.blockNumber, table.logIndex),
  ],
);

export const quorumSetGateways = pgTable(
  "quorum_set_gateways",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    value: address("value").notNull(),
  },
  (table) => [
    primaryKey({ name: "quorum_set_gateways_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const recipientSet = pgTable(
  "recipient_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    sender: address("sender").notNull(),
    oldRecipient: address("old_recipient").notNull(),
    newRecipient: address("new_recipient").notNull(),
  },
  (table) => [
    primaryKey({ name: "recipient_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const requestSkipped = pgTable(
  "request_skipped",
  {
    ...eventKey(),
    ...eventOrigin(),
    index: uint256("index").notNull(),
    reason: bytes("reason").notNull(),
  },
  (table) => [
    primaryKey({ name: "request_skipped_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const reserveFunded = pgTable(
  "reserve_funded",
  {
    ...eventKey(),
    ...eventOrigin(),
    asset: uint64("asset").notNull(),
    account: address("account").notNull(),
    amount: uint256("amount").notNull(),
  },
  (table) => [
    primaryKey({ name: "reserve_funded_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
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

export const shareApproval = pgTable(
  "share_approval",
  {
    ...eventKey(),
    ...eventOrigin(),
    owner: address("owner").notNull(),
    spender: address("spender").notNull(),
    value: uint256("value").notNull(),
  },
  (table) => [
    primaryKey({ name: "share_approval_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const shareDeposit = pgTable(
  "share_deposit",
  {
    ...eventKey(),
    ...eventOrigin(),
    sender: address("sender").notNull(),
    owner: address("owner").notNull(),
    assets: uint256("assets").notNull(),
    shares: uint256("shares").notNull(),
  },
  (table) => [
    primaryKey({ name: "share_deposit_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const shareTransfer = pgTable(
  "share_transfer",
  {
    ...eventKey(),
    ...eventOrigin(),
    from: address("from").notNull(),
    to: address("to").notNull(),
    value: uint256("value").notNull(),
  },
  (table) => [
    primaryKey({ name: "share_transfer_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const shareWithdrawal = pgTable(
  "share_withdrawal",
  {
    ...eventKey(),
    ...eventOrigin(),
    sender: address("sender").notNull(),
    receiver: address("receiver").notNull(),
    owner: address("owner").notNull(),
    assets: uint256("assets").notNull(),
    shares: uint256("shares").notNull(),
  },
  (table) => [
    primaryKey({ name: "share_withdrawal_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const signedOrderOpened = pgTable(
  "signed_order_opened",
  {
    ...eventKey(),
    ...eventOrigin(),
    orderId: bytes32("order_id").notNull(),
    submitter: address("submitter").notNull(),
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
    primaryKey({ name: "signed_order_opened_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("signed_order_opened_order_id").using("hash", table.orderId),
    index("signed_order_opened_user_nonce").on(table.user, table.nonce),
  ],
);

export const signedOrderOpenedLegs = pgTable(
  "signed_order_opened_legs",
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
    primaryKey({ name: "signed_order_opened_legs_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const signedOrderOpenedCalls = pgTable(
  "signed_order_opened_calls",
  {
    ...eventKey(),
    position: integer("position").notNull(),
    chain: uint64("chain").notNull(),
    fallbackRecipient: bytes32("fallback_recipient").notNull(),
    calls: bytes("calls").notNull(),
    gas: uint256("gas").notNull(),
  },
  (table) => [
    primaryKey({ name: "signed_order_opened_calls_key", columns: [table.chainId, table.blockNumber, table.logIndex, table.position] }),
  ],
);

export const spokeConfigured = pgTable(
  "spoke_configured",
  {
    ...eventKey(),
    ...eventOrigin(),
    chain: uint64("chain").notNull(),
    accepting: boolean("accepting").notNull(),
    entryFee: uint256("entry_fee").notNull(),
  },
  (table) => [
    primaryKey({ name: "spoke_configured_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("spoke_configured_chain_block_number_log_index").on(table.chain, table.blockNumber, table.logIndex),
  ],
);

export const tokenSet = pgTable(
  "token_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    asset: uint64("asset").notNull(),
    chain: uint64("chain").notNull(),
    oldToken: bytes32("old_token").notNull(),
    oldDecimals: smallint("old_decimals").notNull(),
    newToken: bytes32("new_token").notNull(),
    newDecimals: smallint("new_decimals").notNull(),
  },
  (table) => [
    primaryKey({ name: "token_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
    index("token_set_asset_chain").on(table.asset, table.chain),
  ],
);

export const vaultSet = pgTable(
  "vault_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    asset: uint64("asset").notNull(),
    vault: address("vault").notNull(),
  },
  (table) => [
    primaryKey({ name: "vault_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);

export const wrappedNativeSet = pgTable(
  "wrapped_native_set",
  {
    ...eventKey(),
    ...eventOrigin(),
    token: address("token").notNull(),
  },
  (table) => [
    primaryKey({ name: "wrapped_native_set_key", columns: [table.chainId, table.blockNumber, table.logIndex] }),
  ],
);
