import { orderEventsAbi } from "@concert/types";
import { type Address, type Hex, toEventSelector } from "viem";
import { dynamicBytes, dynamicSize, word, wordOfBoolean, wordOfHex } from "./words.ts";

/** What a log says, without who says it. */
export type LogData = { topics: readonly Hex[]; data: Hex };

export type FeePolicyWords = { minimum: number; maximum: number; rate: bigint };

type EventName = (typeof orderEventsAbi)[number]["name"];

const selectors = Object.fromEntries(orderEventsAbi.map((event) => [event.name, toEventSelector(event)])) as Record<
  EventName,
  Hex
>;

/**
 * Encoders of every event that hub, spokes and gateways emit, written by hand: they are ten times as fast as one that is
 * led by the ABI. Chains are chain ids. An order is what `encodeOrder` makes of it.
 */
export const events = {
  attestersSet: (sourceChain: number, epoch: number, attesters: readonly Address[], threshold: number): LogData => ({
    topics: [selectors.AttestersSet, topic(sourceChain)],
    data: `0x${word(epoch)}${word(0x60)}${word(threshold)}${word(attesters.length)}${attesters.map(wordOfHex).join("")}`,
  }),
  authorityUpdated: (authority: Address): LogData => ({
    topics: [selectors.AuthorityUpdated],
    data: `0x${wordOfHex(authority)}`,
  }),
  callExecuted: (orderId: Hex): LogData => ({ topics: [selectors.CallExecuted, orderId], data: "0x" }),
  callFailed: (orderId: Hex): LogData => ({ topics: [selectors.CallFailed, orderId], data: "0x" }),
  chainRetired: (chain: number): LogData => ({ topics: [selectors.ChainRetired, topic(chain)], data: "0x" }),
  configured: (head: Hex, accepting: boolean, entryFee: bigint): LogData => ({
    topics: [selectors.Configured, head],
    data: `0x${wordOfBoolean(accepting)}${word(entryFee)}`,
  }),
  deliveryCredited: (account: Address, amount: bigint): LogData => ({
    topics: [selectors.DeliveryCredited, topicOfHex(account)],
    data: `0x${word(amount)}`,
  }),
  deliveryPaid: (account: Address, amount: bigint): LogData => ({
    topics: [selectors.DeliveryPaid, topicOfHex(account)],
    data: `0x${word(amount)}`,
  }),
  depositReturned: (chain: number, head: Hex, token: Address, depositor: Address, amount: bigint): LogData => ({
    topics: [selectors.DepositReturned, topic(chain), head, topicOfHex(depositor)],
    data: `0x${wordOfHex(token)}${word(amount)}`,
  }),
  entriesDelivered: (chain: number, headBefore: Hex, headAfter: Hex, count: number): LogData => ({
    topics: [selectors.EntriesDelivered, topic(chain), headAfter],
    data: `${headBefore}${word(count)}`,
  }),
  entryQueued: (chain: number, head: Hex, entry: Hex): LogData => ({
    topics: [selectors.EntryQueued, head],
    data: `0x${word(chain)}${word(0x40)}${dynamicBytes(entry)}`,
  }),
  entryRejected: (chain: number, head: Hex, reason: Hex): LogData => ({
    topics: [selectors.EntryRejected, topic(chain), head],
    data: `${reason}${"0".repeat(56)}`,
  }),
  executorSwept: (orderId: Hex, token: Address, recipient: Address, amount: bigint): LogData => ({
    topics: [selectors.ExecutorSwept, orderId, topicOfHex(token), topicOfHex(recipient)],
    data: `0x${word(amount)}`,
  }),
  feePolicySet: (chain: number, oldPolicy: FeePolicyWords, newPolicy: FeePolicyWords): LogData => ({
    topics: [selectors.FeePolicySet, topic(chain)],
    data: `0x${[oldPolicy, newPolicy].map(({ minimum, maximum, rate }) => `${word(minimum)}${word(maximum)}${word(rate)}`).join("")}`,
  }),
  feesCollected: (account: Address, chain: number, recipient: Hex, amount: number, deliveryFee: number): LogData => ({
    topics: [selectors.FeesCollected, topicOfHex(account), topic(chain)],
    data: `0x${wordOfHex(recipient)}${word(amount)}${word(deliveryFee)}`,
  }),
  feesEarned: (account: Address, chain: number, amount: number): LogData => ({
    topics: [selectors.FeesEarned, topicOfHex(account), topic(chain)],
    data: `0x${word(amount)}`,
  }),
  fillReleased: (orderId: Hex, leg: number): LogData => ({
    topics: [selectors.FillReleased, orderId],
    data: `0x${word(leg)}`,
  }),
  headAccepted: (chain: number, head: Hex, gateway: Address): LogData => ({
    topics: [selectors.HeadAccepted, topic(chain), head],
    data: `0x${wordOfHex(gateway)}`,
  }),
  headDispatched: (chain: number, head: Hex, gateway: Address, sendId: Hex): LogData => ({
    topics: [selectors.HeadDispatched, topic(chain), head],
    data: `0x${wordOfHex(gateway)}${wordOfHex(sendId)}`,
  }),
  messageExecuted: (receiveId: Hex, sendId: Hex, sender: Hex, recipient: Hex, payload: Hex): LogData => {
    const recipientAt = 0x60 + dynamicSize(sender);
    const payloadAt = recipientAt + dynamicSize(recipient);
    return {
      topics: [selectors.MessageExecuted, receiveId, sendId],
      data: `0x${word(0x60)}${word(recipientAt)}${word(payloadAt)}${dynamicBytes(sender)}${dynamicBytes(recipient)}${dynamicBytes(payload)}`,
    };
  },
  /** Without attributes, which no gateway of ours takes, and without value. */
  messageSent: (sendId: Hex, sender: Hex, recipient: Hex, payload: Hex): LogData => {
    const recipientAt = 0xa0 + dynamicSize(sender);
    const payloadAt = recipientAt + dynamicSize(recipient);
    const attributesAt = payloadAt + dynamicSize(payload);
    return {
      topics: [selectors.MessageSent, sendId],
      data: `0x${word(0xa0)}${word(recipientAt)}${word(payloadAt)}${word(0)}${word(attributesAt)}${dynamicBytes(sender)}${dynamicBytes(recipient)}${dynamicBytes(payload)}${word(0)}`,
    };
  },
  nonceCancelled: (user: Address, nonce: bigint): LogData => ({
    topics: [selectors.NonceCancelled, topicOfHex(user)],
    data: `0x${word(nonce)}`,
  }),
  orderAborted: (orderId: Hex, order: string): LogData => ({
    topics: [selectors.OrderAborted, orderId],
    data: `0x${word(0x20)}${order}`,
  }),
  orderOpened: (orderId: Hex, order: string): LogData => ({
    topics: [selectors.OrderOpened, orderId],
    data: `0x${word(0x20)}${order}`,
  }),
  orderPaidFor: (orderId: Hex, payer: Address): LogData => ({
    topics: [selectors.OrderPaidFor, orderId],
    data: `0x${wordOfHex(payer)}`,
  }),
  orderSettled: (orderId: Hex, order: string): LogData => ({
    topics: [selectors.OrderSettled, orderId],
    data: `0x${word(0x20)}${order}`,
  }),
  orderSkipped: (orderId: Hex, reason: Hex): LogData => ({
    topics: [selectors.OrderSkipped, orderId],
    data: `0x${word(0x20)}${dynamicBytes(reason)}`,
  }),
  outputHeld: (orderId: Hex, leg: number, order: string): LogData => ({
    topics: [selectors.OutputHeld, orderId],
    data: `0x${word(leg)}${word(0x40)}${order}`,
  }),
  pausesSet: (opens: boolean, fills: boolean): LogData => ({
    topics: [selectors.PausesSet],
    data: `0x${wordOfBoolean(opens)}${wordOfBoolean(fills)}`,
  }),
  payoutClaimed: (token: Address, account: Address, amount: bigint): LogData => ({
    topics: [selectors.PayoutClaimed, topicOfHex(token), topicOfHex(account)],
    data: `0x${word(amount)}`,
  }),
  payoutFailed: (head: Hex, token: Address, account: Address, amount: bigint): LogData => ({
    topics: [selectors.PayoutFailed, head, topicOfHex(token), topicOfHex(account)],
    data: `0x${word(amount)}`,
  }),
  payoutFeeCredited: (head: Hex, token: Address, account: Address, amount: bigint): LogData => ({
    topics: [selectors.PayoutFeeCredited, head, topicOfHex(token), topicOfHex(account)],
    data: `0x${word(amount)}`,
  }),
  payoutOwed: (
    orderId: Hex,
    leg: number,
    kind: number,
    chain: number,
    token: Hex,
    account: Hex,
    amount: bigint,
  ): LogData => ({
    topics: [selectors.PayoutOwed, orderId],
    data: `0x${word(leg)}${word(kind)}${word(chain)}${wordOfHex(token)}${wordOfHex(account)}${word(amount)}`,
  }),
  payoutPaid: (head: Hex, token: Address, account: Address, amount: bigint): LogData => ({
    topics: [selectors.PayoutPaid, head, topicOfHex(token), topicOfHex(account)],
    data: `0x${word(amount)}`,
  }),
  requestSkipped: (index: number, reason: Hex): LogData => ({
    topics: [selectors.RequestSkipped, topic(index)],
    data: `0x${word(0x20)}${dynamicBytes(reason)}`,
  }),
  routeSet: (
    chain: number,
    oldGateway: Address,
    oldCounterpart: Address,
    newGateway: Address,
    newCounterpart: Address,
  ): LogData => ({
    topics: [selectors.RouteSet, topic(chain)],
    data: `0x${wordOfHex(oldGateway)}${wordOfHex(oldCounterpart)}${wordOfHex(newGateway)}${wordOfHex(newCounterpart)}`,
  }),
  signedOrderOpened: (orderId: Hex, submitter: Address, order: string): LogData => ({
    topics: [selectors.SignedOrderOpened, orderId],
    data: `0x${wordOfHex(submitter)}${word(0x40)}${order}`,
  }),
  spokeConfigured: (chain: number, accepting: boolean, entryFee: bigint): LogData => ({
    topics: [selectors.SpokeConfigured, topic(chain)],
    data: `0x${wordOfBoolean(accepting)}${word(entryFee)}`,
  }),
  /** Of the tokens, not of Concert: logs that an index leaves out. */
  transfer: (from: Address, to: Address, amount: bigint): LogData => ({
    topics: [transferSelector, topicOfHex(from), topicOfHex(to)],
    data: `0x${word(amount)}`,
  }),
  wrappedNativeSet: (token: Address): LogData => ({
    topics: [selectors.WrappedNativeSet],
    data: `0x${wordOfHex(token)}`,
  }),
};

const transferSelector = toEventSelector("Transfer(address,address,uint256)");

function topic(value: number): Hex {
  return `0x${word(value)}`;
}

function topicOfHex(hex: Hex): Hex {
  return `0x${wordOfHex(hex)}`;
}
