// Generated from the compiled contracts by "pnpm generate".

import type { Address, Hex } from "viem";
import type { Order } from "../order/Order.ts";

/** Every event that the contracts emit, each once. */
export const eventsAbi = [
  {"type":"event","name":"AttestersSet","inputs":[{"name":"sourceChain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"epoch","type":"uint64","indexed":false,"internalType":"uint64"},{"name":"attesters","type":"address[]","indexed":false,"internalType":"address[]"},{"name":"threshold","type":"uint8","indexed":false,"internalType":"uint8"}],"anonymous":false},
  {"type":"event","name":"AuthorityUpdated","inputs":[{"name":"authority","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
  {"type":"event","name":"EntriesDelivered","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"headBefore","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"headAfter","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"count","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"EntryQueued","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"entry","type":"bytes","indexed":false,"internalType":"bytes"}],"anonymous":false},
  {"type":"event","name":"EntryRejected","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"reason","type":"bytes4","indexed":false,"internalType":"bytes4"}],"anonymous":false},
  {"type":"event","name":"HeadAccepted","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"gateway","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
  {"type":"event","name":"HeadDispatched","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"gateway","type":"address","indexed":false,"internalType":"address"},{"name":"sendId","type":"bytes32","indexed":false,"internalType":"bytes32"}],"anonymous":false},
  {"type":"event","name":"MessageExecuted","inputs":[{"name":"receiveId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"sendId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"sender","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"recipient","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"payload","type":"bytes","indexed":false,"internalType":"bytes"}],"anonymous":false},
  {"type":"event","name":"MessageSent","inputs":[{"name":"sendId","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"sender","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"recipient","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"payload","type":"bytes","indexed":false,"internalType":"bytes"},{"name":"value","type":"uint256","indexed":false,"internalType":"uint256"},{"name":"attributes","type":"bytes[]","indexed":false,"internalType":"bytes[]"}],"anonymous":false},
  {"type":"event","name":"OrderAborted","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"order","type":"tuple","indexed":false,"internalType":"struct Order","components":[{"name":"user","type":"address","internalType":"address"},{"name":"nonce","type":"uint256","internalType":"uint256"},{"name":"openDeadline","type":"uint64","internalType":"uint64"},{"name":"fillDeadline","type":"uint64","internalType":"uint64"},{"name":"solver","type":"address","internalType":"address"},{"name":"exclusiveUntil","type":"uint64","internalType":"uint64"},{"name":"pooled","type":"bool","internalType":"bool"},{"name":"cancellable","type":"bool","internalType":"bool"},{"name":"legs","type":"tuple[]","internalType":"struct Leg[]","components":[{"name":"originChain","type":"uint64","internalType":"uint64"},{"name":"inputToken","type":"address","internalType":"address"},{"name":"inputAmount","type":"uint128","internalType":"uint128"},{"name":"destinationChain","type":"uint64","internalType":"uint64"},{"name":"outputToken","type":"bytes32","internalType":"bytes32"},{"name":"outputAmount","type":"uint128","internalType":"uint128"},{"name":"recipient","type":"bytes32","internalType":"bytes32"}]},{"name":"calls","type":"tuple[]","internalType":"struct Call[]","components":[{"name":"chain","type":"uint64","internalType":"uint64"},{"name":"gas","type":"uint64","internalType":"uint64"},{"name":"fallbackRecipient","type":"bytes32","internalType":"bytes32"},{"name":"calls","type":"bytes","internalType":"bytes"}]}]}],"anonymous":false},
  {"type":"event","name":"OrderOpened","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"payer","type":"address","indexed":true,"internalType":"address"},{"name":"order","type":"tuple","indexed":false,"internalType":"struct Order","components":[{"name":"user","type":"address","internalType":"address"},{"name":"nonce","type":"uint256","internalType":"uint256"},{"name":"openDeadline","type":"uint64","internalType":"uint64"},{"name":"fillDeadline","type":"uint64","internalType":"uint64"},{"name":"solver","type":"address","internalType":"address"},{"name":"exclusiveUntil","type":"uint64","internalType":"uint64"},{"name":"pooled","type":"bool","internalType":"bool"},{"name":"cancellable","type":"bool","internalType":"bool"},{"name":"legs","type":"tuple[]","internalType":"struct Leg[]","components":[{"name":"originChain","type":"uint64","internalType":"uint64"},{"name":"inputToken","type":"address","internalType":"address"},{"name":"inputAmount","type":"uint128","internalType":"uint128"},{"name":"destinationChain","type":"uint64","internalType":"uint64"},{"name":"outputToken","type":"bytes32","internalType":"bytes32"},{"name":"outputAmount","type":"uint128","internalType":"uint128"},{"name":"recipient","type":"bytes32","internalType":"bytes32"}]},{"name":"calls","type":"tuple[]","internalType":"struct Call[]","components":[{"name":"chain","type":"uint64","internalType":"uint64"},{"name":"gas","type":"uint64","internalType":"uint64"},{"name":"fallbackRecipient","type":"bytes32","internalType":"bytes32"},{"name":"calls","type":"bytes","internalType":"bytes"}]}]}],"anonymous":false},
  {"type":"event","name":"OrderSettled","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"order","type":"tuple","indexed":false,"internalType":"struct Order","components":[{"name":"user","type":"address","internalType":"address"},{"name":"nonce","type":"uint256","internalType":"uint256"},{"name":"openDeadline","type":"uint64","internalType":"uint64"},{"name":"fillDeadline","type":"uint64","internalType":"uint64"},{"name":"solver","type":"address","internalType":"address"},{"name":"exclusiveUntil","type":"uint64","internalType":"uint64"},{"name":"pooled","type":"bool","internalType":"bool"},{"name":"cancellable","type":"bool","internalType":"bool"},{"name":"legs","type":"tuple[]","internalType":"struct Leg[]","components":[{"name":"originChain","type":"uint64","internalType":"uint64"},{"name":"inputToken","type":"address","internalType":"address"},{"name":"inputAmount","type":"uint128","internalType":"uint128"},{"name":"destinationChain","type":"uint64","internalType":"uint64"},{"name":"outputToken","type":"bytes32","internalType":"bytes32"},{"name":"outputAmount","type":"uint128","internalType":"uint128"},{"name":"recipient","type":"bytes32","internalType":"bytes32"}]},{"name":"calls","type":"tuple[]","internalType":"struct Call[]","components":[{"name":"chain","type":"uint64","internalType":"uint64"},{"name":"gas","type":"uint64","internalType":"uint64"},{"name":"fallbackRecipient","type":"bytes32","internalType":"bytes32"},{"name":"calls","type":"bytes","internalType":"bytes"}]}]}],"anonymous":false},
  {"type":"event","name":"OutputHeld","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"leg","type":"uint8","indexed":false,"internalType":"uint8"},{"name":"token","type":"address","indexed":false,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"PayoutClaimed","inputs":[{"name":"token","type":"address","indexed":true,"internalType":"address"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"PayoutFailed","inputs":[{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"token","type":"address","indexed":true,"internalType":"address"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"PayoutOwed","inputs":[{"name":"orderId","type":"bytes32","indexed":true,"internalType":"OrderId"},{"name":"leg","type":"uint8","indexed":false,"internalType":"uint8"},{"name":"kind","type":"uint8","indexed":false,"internalType":"enum PayoutKind"},{"name":"chain","type":"uint64","indexed":false,"internalType":"uint64"},{"name":"token","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"account","type":"bytes32","indexed":false,"internalType":"bytes32"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"PayoutPaid","inputs":[{"name":"head","type":"bytes32","indexed":true,"internalType":"bytes32"},{"name":"token","type":"address","indexed":true,"internalType":"address"},{"name":"account","type":"address","indexed":true,"internalType":"address"},{"name":"amount","type":"uint256","indexed":false,"internalType":"uint256"}],"anonymous":false},
  {"type":"event","name":"RouteSet","inputs":[{"name":"chain","type":"uint64","indexed":true,"internalType":"uint64"},{"name":"oldGateway","type":"address","indexed":false,"internalType":"address"},{"name":"oldCounterpart","type":"address","indexed":false,"internalType":"address"},{"name":"newGateway","type":"address","indexed":false,"internalType":"address"},{"name":"newCounterpart","type":"address","indexed":false,"internalType":"address"}],"anonymous":false},
] as const;

/** From now on `threshold` of `attesters` vouch for messages from `sourceChain`. Epochs count from one. */
export type AttestersSetEvent = {
  eventName: "AttestersSet";
  args: {
    sourceChain: bigint;
    epoch: bigint;
    attesters: readonly Address[];
    threshold: number;
  };
};

export type AuthorityUpdatedEvent = {
  eventName: "AuthorityUpdated";
  args: {
    authority: Address;
  };
};

/** `count` entries from `chain` were processed; they lead from `headBefore` to `headAfter`. */
export type EntriesDeliveredEvent = {
  eventName: "EntriesDelivered";
  args: {
    chain: bigint;
    headBefore: Hex;
    headAfter: Hex;
    count: bigint;
  };
};

/** An entry was queued for `chain`; `head` is the head that it makes, and its id within the channel. */
export type EntryQueuedEvent = {
  eventName: "EntryQueued";
  args: {
    chain: bigint;
    head: Hex;
    entry: Hex;
  };
};

/** The entry that makes `head` was processed, but does nothing: at most its timestamp counts. `reason` is the selector of an error. */
export type EntryRejectedEvent = {
  eventName: "EntryRejected";
  args: {
    chain: bigint;
    head: Hex;
    reason: Hex;
  };
};

/** A head was accepted from `chain`. `gateway` brought it; zero if it was shown to precede an accepted one. */
export type HeadAcceptedEvent = {
  eventName: "HeadAccepted";
  args: {
    chain: bigint;
    head: Hex;
    gateway: Address;
  };
};

/** The current head was handed to `gateway`. `sendId` is the gateway's own, zero if it delivered at once. */
export type HeadDispatchedEvent = {
  eventName: "HeadDispatched";
  args: {
    chain: bigint;
    head: Hex;
    gateway: Address;
    sendId: Hex;
  };
};

/** A message was handed to its recipient. `receiveId` is its EIP-712 digest here. */
export type MessageExecutedEvent = {
  eventName: "MessageExecuted";
  args: {
    receiveId: Hex;
    sendId: Hex;
    sender: Hex;
    recipient: Hex;
    payload: Hex;
  };
};

export type MessageSentEvent = {
  eventName: "MessageSent";
  args: {
    sendId: Hex;
    sender: Hex;
    recipient: Hex;
    payload: Hex;
    value: bigint;
    attributes: readonly Hex[];
  };
};

/** Some leg can't be escrowed or filled any more. */
export type OrderAbortedEvent = {
  eventName: "OrderAborted";
  args: {
    orderId: Hex;
    order: Order;
  };
};

/** The inputs of this chain's legs were pulled from `payer`; the report Escrowed was queued. */
export type OrderOpenedEvent = {
  eventName: "OrderOpened";
  args: {
    orderId: Hex;
    payer: Address;
    order: Order;
  };
};

/** Every leg was escrowed and filled. */
export type OrderSettledEvent = {
  eventName: "OrderSettled";
  args: {
    orderId: Hex;
    order: Order;
  };
};

/** A leg's output was left with the spoke until the hub decides; the report Filled says by whom. */
export type OutputHeldEvent = {
  eventName: "OutputHeld";
  args: {
    orderId: Hex;
    leg: number;
    token: Address;
    amount: bigint;
  };
};

/** A failed payout was claimed. */
export type PayoutClaimedEvent = {
  eventName: "PayoutClaimed";
  args: {
    token: Address;
    account: Address;
    amount: bigint;
  };
};

/** The token refused the payout of the instruction that makes `head`; the account can claim it. */
export type PayoutFailedEvent = {
  eventName: "PayoutFailed";
  args: {
    head: Hex;
    token: Address;
    account: Address;
    amount: bigint;
  };
};

/** An order owes an account a payout. All that one transaction owes to one account in one token on one chain is queued as one Pay entry, after these events. */
export type PayoutOwedEvent = {
  eventName: "PayoutOwed";
  args: {
    orderId: Hex;
    leg: number;
    kind: number;
    chain: bigint;
    token: Hex;
    account: Hex;
    amount: bigint;
  };
};

/** The instruction that makes `head` was paid. */
export type PayoutPaidEvent = {
  eventName: "PayoutPaid";
  args: {
    head: Hex;
    token: Address;
    account: Address;
    amount: bigint;
  };
};

/** The route to `chain` changed. */
export type RouteSetEvent = {
  eventName: "RouteSet";
  args: {
    chain: bigint;
    oldGateway: Address;
    oldCounterpart: Address;
    newGateway: Address;
    newCounterpart: Address;
  };
};

/** Everything that the contracts tell. */
export type ChainEvent =
  | AttestersSetEvent
  | AuthorityUpdatedEvent
  | EntriesDeliveredEvent
  | EntryQueuedEvent
  | EntryRejectedEvent
  | HeadAcceptedEvent
  | HeadDispatchedEvent
  | MessageExecutedEvent
  | MessageSentEvent
  | OrderAbortedEvent
  | OrderOpenedEvent
  | OrderSettledEvent
  | OutputHeldEvent
  | PayoutClaimedEvent
  | PayoutFailedEvent
  | PayoutOwedEvent
  | PayoutPaidEvent
  | RouteSetEvent;
