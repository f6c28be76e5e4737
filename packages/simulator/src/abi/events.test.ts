import { orderEventsAbi } from "@concert/types";
import { type Address, decodeEventLog, type Hex, pad, toHex } from "viem";
import { expect, test } from "vitest";
import { addresses } from "../protocol/accounts.ts";
import { createOrderEncoder } from "../protocol/createOrderEncoder.ts";
import { events, type LogData } from "./events.ts";

const id: Hex = `0x${"12".repeat(32)}`;
const head: Hex = `0x${"34".repeat(30)}0000`;
const account: Address = `0x${"ab".repeat(20)}`;
const other: Address = `0x${"cd".repeat(20)}`;
const order = {
  ...{ user: account, nonce: 2n ** 255n, openDeadline: 5n, fillDeadline: 6n, solver: other, exclusiveUntil: 4n },
  ...{ pooled: false, cancellable: true },
  legs: [1n, 2n].map((chain) => ({
    ...{ originChain: chain, inputToken: account, inputAmount: 2n ** 127n, destinationChain: 2n ** 63n },
    ...{ outputToken: pad(other), outputAmount: 1n, recipient: pad("0x00") },
  })),
  calls: [
    { chain: 1n, fallbackRecipient: pad(account), calls: "0x1234" as Hex, gas: 500_000n },
    { chain: 2n, fallbackRecipient: pad(other), calls: "0x" as Hex, gas: 2n ** 255n },
  ],
};
const { encoded, encodedWithoutCalls } = createOrderEncoder(1, addresses.hub)(order);
const withoutCalls = { ...order, calls: [] };
const policy = { minimum: 1, maximum: 2, rate: 3n };
const decodedPolicy = { minimum: 1n, maximum: 2n, rate: 3n };
const bytes = toHex("forty bytes, which are more than a word.");

const cases: Record<(typeof orderEventsAbi)[number]["name"], [log: LogData, args: Record<string, unknown>]> = {
  AttestersSet: [
    events.attestersSet(7, 2, [account, other], 1),
    { sourceChain: 7n, epoch: 2n, attesters: [account, other], threshold: 1 },
  ],
  AuthorityUpdated: [events.authorityUpdated(account), { authority: account }],
  CallExecuted: [events.callExecuted(id), { orderId: id }],
  CallFailed: [events.callFailed(id), { orderId: id }],
  ChainRetired: [events.chainRetired(7), { chain: 7n }],
  Configured: [events.configured(head, true, 9n), { head, accepting: true, entryFee: 9n }],
  DeliveryCredited: [events.deliveryCredited(account, 9n), { account, amount: 9n }],
  DeliveryPaid: [events.deliveryPaid(account, 9n), { account, amount: 9n }],
  DepositReturned: [
    events.depositReturned(7, head, account, other, 9n),
    { chain: 7n, head, token: pad(account), depositor: other, amount: 9n },
  ],
  EntriesDelivered: [
    events.entriesDelivered(7, id, head, 3),
    { chain: 7n, headBefore: id, headAfter: head, count: 3n },
  ],
  EntryQueued: [events.entryQueued(7, head, bytes), { chain: 7n, head, entry: bytes }],
  EntryRejected: [events.entryRejected(7, head, "0x12345678"), { chain: 7n, head, reason: "0x12345678" }],
  ExecutorSwept: [
    events.executorSwept(id, account, other, 9n),
    { orderId: id, token: account, recipient: other, amount: 9n },
  ],
  FeePolicySet: [
    events.feePolicySet(7, policy, { ...policy, rate: 10n ** 18n }),
    { chain: 7n, oldPolicy: decodedPolicy, newPolicy: { ...decodedPolicy, rate: 10n ** 18n } },
  ],
  FeesCollected: [
    events.feesCollected(account, 7, other, 2 ** 50, 3),
    { account, chain: 7n, recipient: pad(other), amount: 2n ** 50n, deliveryFee: 3n },
  ],
  FeesEarned: [events.feesEarned(account, 7, 5_000), { account, chain: 7n, amount: 5_000n }],
  FillReleased: [events.fillReleased(id, 15), { orderId: id, leg: 15 }],
  HeadAccepted: [events.headAccepted(7, head, account), { chain: 7n, head, gateway: account }],
  HeadDispatched: [events.headDispatched(7, head, account, id), { chain: 7n, head, gateway: account, sendId: id }],
  MessageExecuted: [
    events.messageExecuted(head, id, "0x1234", bytes, head),
    { receiveId: head, sendId: id, sender: "0x1234", recipient: bytes, payload: head },
  ],
  MessageSent: [
    events.messageSent(id, bytes, "0x1234", head),
    { sendId: id, sender: bytes, recipient: "0x1234", payload: head, value: 0n, attributes: [] },
  ],
  NonceCancelled: [events.nonceCancelled(account, 2n ** 255n), { user: account, nonce: 2n ** 255n }],
  OrderAborted: [events.orderAborted(id, encodedWithoutCalls), { orderId: id, order: withoutCalls }],
  OrderOpened: [events.orderOpened(id, encoded), { orderId: id, order }],
  OrderPaidFor: [events.orderPaidFor(id, account), { orderId: id, payer: account }],
  OrderSettled: [events.orderSettled(id, encoded), { orderId: id, order }],
  OrderSkipped: [events.orderSkipped(id, bytes), { orderId: id, reason: bytes }],
  OutputHeld: [events.outputHeld(id, 1, encoded), { orderId: id, leg: 1, order }],
  PausesSet: [events.pausesSet(true, false), { opens: true, fills: false }],
  PayoutClaimed: [events.payoutClaimed(account, other, 9n), { token: account, account: other, amount: 9n }],
  PayoutFailed: [events.payoutFailed(head, account, other, 9n), { head, token: account, account: other, amount: 9n }],
  PayoutFeeCredited: [events.payoutFeeCredited(head, other, account, 9n), { head, token: other, account, amount: 9n }],
  PayoutOwed: [
    events.payoutOwed(id, 1, 3, 7, account, pad(other), 2n ** 130n),
    { orderId: id, leg: 1, kind: 3, chain: 7n, token: pad(account), account: pad(other), amount: 2n ** 130n },
  ],
  PayoutPaid: [events.payoutPaid(head, account, other, 9n), { head, token: account, account: other, amount: 9n }],
  RequestSkipped: [events.requestSkipped(3, "0x12345678"), { index: 3n, reason: "0x12345678" }],
  RouteSet: [
    events.routeSet(7, account, other, other, account),
    { chain: 7n, oldGateway: account, oldCounterpart: other, newGateway: other, newCounterpart: account },
  ],
  SignedOrderOpened: [events.signedOrderOpened(id, other, encoded), { orderId: id, submitter: other, order }],
  SpokeConfigured: [events.spokeConfigured(7, false, 9n), { chain: 7n, accepting: false, entryFee: 9n }],
  WrappedNativeSet: [events.wrappedNativeSet(account), { token: account }],
};

test.for(Object.entries(cases))("%s is what viem decodes", ([eventName, [log, args]]) => {
  const decoded = decodeEventLog({ abi: orderEventsAbi, topics: log.topics as [Hex, ...Hex[]], data: log.data });
  expect(decoded.eventName).toBe(eventName);
  expect(lowered(decoded.args)).toEqual(args);
});

/** viem gives addresses with their checksum. */
function lowered(value: unknown): unknown {
  if (typeof value === "string") return value.toLowerCase();
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, lowered(member)]));
}
