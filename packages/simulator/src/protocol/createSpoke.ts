import type { Leg } from "@concert/types";
import { type Address, type Hex, zeroAddress, zeroHash } from "viem";
import { events } from "../abi/events.ts";
import { type Channel, createChannel, type DeliveredEntry, type SendMessage } from "./createChannel.ts";
import { type Custody, createCustody } from "./createCustody.ts";
import { createExecutorOf } from "./createExecutorOf.ts";
import type { SimulatedOrder } from "./createOrderEncoder.ts";
import type { Cell, Table } from "./createState.ts";
import { encodeReason } from "./encodeReason.ts";
import {
  cancelledEntry,
  depositedEntry,
  escrowedEntry,
  filledEntry,
  heartbeatEntry,
  parseInstruction,
  type ReportedDeposit,
} from "./entries.ts";
import type { Machine } from "./Machine.ts";
import { nativeToken } from "./nativeToken.ts";
import { revert } from "./revert.ts";
import {
  areFillsPaused,
  areOpensPaused,
  configured as configuredSettings,
  entryFeeOf,
  isAccepting,
  withPauses,
} from "./settings.ts";

/** How an order's inputs are pulled. */
export type Opening =
  | { by: "payer"; payer: Address }
  /** By signature; the submitter brought it. */
  | { by: "signature"; submitter: Address }
  /** By ERC-3009, which leaves the nonce alone. */
  | { by: "authorization" };

/** A fee is in gwei. */
export type OpenRequest = { order: SimulatedOrder; opening: Opening; fee: number };
export type FillRequest = {
  order: SimulatedOrder;
  leg: number;
  solver: Address;
  account: Address;
  /** Where the solver asks to be paid, if not on the leg's origin: zero is its account on the ledger. */
  repaymentChain?: number | undefined;
  hold: boolean;
  fee: number;
};

/** What an order's call does with what it finds. */
export type CallEffect = "spends" | "leaves" | "fails";

export type Spoke = Channel & {
  custody: Custody;
  settings: Cell<number>;
  /** Bits of filled legs; `cancelledBit` beside them. */
  filledLegs: Table<Hex, number>;
  /** How often an order was opened here, which no contract keeps. */
  openings: Table<Hex, number>;
  /** By user and nonce: `nonceKey`. */
  usedNonces: Table<string, boolean>;
  lastHeartbeat: Cell<number>;
  /** Whether an order's executor was made. */
  executors: Table<Hex, boolean>;
  executorOf(orderId: Hex): Address;
  open(request: OpenRequest): void;
  openMany(requests: readonly OpenRequest[]): void;
  fill(request: FillRequest): void;
  fillMany(requests: readonly FillRequest[]): void;
  cancel(order: SimulatedOrder, fee: number): void;
  deposit(deposit: ReportedDeposit): void;
  cancelNonce(user: Address, nonce: bigint): void;
  execute(order: SimulatedOrder): void;
  /** Whether `execute` would do something new. */
  canExecute(order: SimulatedOrder): boolean;
  heartbeat(): void;
  deliverInstructions(entries: readonly DeliveredEntry[], tip: Hex, sender: Address): void;
  claim(token: Address, account: Address, amount: bigint): void;
  setPauses(opens: boolean, fills: boolean): void;
  setWrappedNative(token: Address): void;
  /** Drops what is kept of an order, of which nothing comes any more. */
  forget(order: SimulatedOrder): void;
};

export const cancelledBit = 1 << 30;
export const nonceKey = (user: Address, nonce: bigint): string => `${user}${nonce}`;

const executionGrace = 7n * 24n * 60n * 60n;
const gwei = 1_000_000_000n;
/** In parts per million. */
const mostRepaymentFee = 2_000;

export type SpokeParameters = {
  machine: Machine;
  address: Address;
  hubChain: number;
  heartbeatSpacing: number;
  send: SendMessage;
  effectOf: (calls: Hex) => CallEffect;
};

export function createSpoke({ machine, address, hubChain, heartbeatSpacing, send, effectOf }: SpokeParameters): Spoke {
  const { state, block, chainId } = machine;
  const settings = state.cell(0);
  const filledLegs = state.table<Hex, number>();
  const openings = state.table<Hex, number>();
  const usedNonces = state.table<string, boolean>();
  const lastHeartbeat = state.cell(0);
  const executors = state.table<Hex, boolean>();
  /** What an order's executor holds, by executor and token. */
  const holdings = state.table<string, bigint>();
  /** Every executor that something may be paid to. */
  const knownExecutors = new Map<Address, Hex>();
  let deliveryFees = 0;
  let deliverer: Address = zeroAddress;

  const hold = (token: Address, account: Address, amount: bigint): void => {
    if (!knownExecutors.has(account)) return;
    const key = `${account}${token}`;
    holdings.set(key, (holdings.get(key) ?? 0n) + amount);
  };
  const custody = createCustody(machine, address, hold);
  const channel = createChannel(machine, address, send, (_, head, entry) => {
    const instruction = parseInstruction(entry);
    if (instruction === undefined) return entryMalformed;
    if (instruction.kind === "configure") {
      settings.set(configuredSettings(settings.get(), instruction.settings));
      const fee = BigInt(entryFeeOf(settings.get())) * gwei;
      machine.emit(address, events.configured(head, isAccepting(settings.get()), fee));
      return undefined;
    }
    deliveryFees += instruction.fee;
    if (!isAddress(instruction.token)) return accountNotAnAddress;
    const token = toAddress(instruction.token);
    if (instruction.tokenFee !== 0n) {
      custody.credit(token, deliverer, instruction.tokenFee);
      machine.emit(address, events.payoutFeeCredited(head, token, deliverer, instruction.tokenFee));
    }
    if (!isAddress(instruction.account)) return accountNotAnAddress;
    const account = toAddress(instruction.account);
    const paid = custody.payOrCredit(token, account, instruction.amount);
    const tell = paid ? events.payoutPaid : events.payoutFailed;
    machine.emit(address, tell(head, token, account, instruction.amount));
    return undefined;
  });

  const originatesHere = ({ originChain }: Leg): boolean => Number(originChain) === chainId;
  const isDueHere = ({ destinationChain }: Leg): boolean => Number(destinationChain) === chainId;
  const waitsHere = (leg: Leg): boolean => isDueHere(leg) && leg.recipient === zeroHash;
  const now = (): bigint => BigInt(block.time);

  const executorOf = createExecutorOf(address);

  function requireFee(fee: number): void {
    const least = entryFeeOf(settings.get());
    if (fee < least) revert("EntryFeeTooLow", BigInt(fee) * gwei, BigInt(least) * gwei);
  }

  function useNonce(user: Address, nonce: bigint): void {
    if (usedNonces.get(nonceKey(user, nonce)) === true) revert("NonceUsed", user, nonce);
    usedNonces.set(nonceKey(user, nonce), true);
  }

  function open({ order: { id, order, encoded }, opening, fee }: OpenRequest): void {
    if (now() > order.openDeadline) revert("OpenDeadlinePassed", order.openDeadline);
    const legs = order.legs.filter(originatesHere);
    if (legs.length === 0) revert("NoLegOriginatesHere", id);
    const { user, nonce } = order;
    if (opening.by === "signature") useNonce(user, nonce);
    if (opening.by === "authorization" && usedNonces.get(nonceKey(user, nonce)) === true) {
      revert("NonceUsed", user, nonce);
    }
    const payer = opening.by === "payer" ? opening.payer : user;
    custody.receive(BigInt(fee) * gwei);
    for (const { inputToken, inputAmount } of legs) {
      if (opening.by === "payer" && inputToken === nativeToken) {
        custody.receive(inputAmount);
        custody.wrap(inputAmount);
      } else custody.pull(custody.wrapped(inputToken), payer, inputAmount);
    }
    if (opening.by === "signature") {
      machine.emit(address, events.signedOrderOpened(id, opening.submitter, encoded));
    } else {
      machine.emit(address, events.orderOpened(id, encoded));
      if (payer !== user) machine.emit(address, events.orderPaidFor(id, payer));
    }
    channel.queue(hubChain, escrowedEntry(block.time, id, fee));
    if (!isAccepting(settings.get())) revert("SpokeNotAccepting");
    if (areOpensPaused(settings.get())) revert("OpensPaused");
    requireFee(fee);
    openings.set(id, (openings.get(id) ?? 0) + 1);
  }

  function fill({ order, leg: index, solver, account, repaymentChain, hold: isHeld, fee }: FillRequest): void {
    const { id, order: said, encoded } = order;
    if (now() > said.fillDeadline) revert("FillDeadlinePassed", said.fillDeadline);
    if (said.pooled) revert("OrderPooled", id);
    const leg = said.legs[index]!;
    if (!isDueHere(leg)) revert("LegNotDueHere", BigInt(index), leg.destinationChain);
    const exclusive = said.solver !== zeroAddress && said.solver !== solver && now() <= said.exclusiveUntil;
    if (exclusive) revert("SolverExclusive", said.solver, said.exclusiveUntil);
    const filled = filledLegs.get(id) ?? 0;
    if ((filled & (1 << index)) !== 0) revert("LegAlreadyFilled", id, BigInt(index));
    if ((filled & cancelledBit) !== 0) revert("OrderCancelled", id);
    filledLegs.set(id, filled | (1 << index));
    if (isHeld) machine.emit(address, events.outputHeld(id, index, encoded));
    const repayment =
      repaymentChain === undefined
        ? { account, repaymentChain: Number(leg.originChain), ledgerAccount: zeroAddress, maxFee: 0 }
        : { account, repaymentChain, ledgerAccount: solver, maxFee: mostRepaymentFee };
    const entry = { leg: index, filledAt: block.time, hold: isHeld, solver, ...repayment, fee };
    channel.queue(hubChain, filledEntry(id, entry));
    if (!isAccepting(settings.get())) revert("SpokeNotAccepting");
    if (areFillsPaused(settings.get())) revert("FillsPaused");
    requireFee(fee);

    custody.receive(BigInt(fee) * gwei);
    const token = toAddress(leg.outputToken);
    const toExecutor = leg.recipient === zeroHash;
    if (toExecutor) knownExecutors.set(executorOf(id), id);
    if (isHeld) {
      if (token === nativeToken) {
        custody.receive(leg.outputAmount);
        custody.wrap(leg.outputAmount);
      } else custody.pull(token, solver, leg.outputAmount);
      return;
    }
    const recipient = toExecutor ? executorOf(id) : toAddress(leg.recipient);
    if (machine.tokensEmit && token !== nativeToken) {
      machine.emit(token, events.transfer(solver, recipient, leg.outputAmount));
    }
    if (!toExecutor) return;
    hold(token, recipient, leg.outputAmount);
    if (executors.get(id) === true || !holdsOutputs(order)) return;
    const effect = effectOf(callHere(order)!.calls);
    if (effect === "fails") revert("CallReverted", id);
    executors.set(id, true);
    machine.emit(address, events.callExecuted(id));
    sweep(order, effect);
  }

  function cancel({ id, order }: SimulatedOrder, fee: number): void {
    const filled = filledLegs.get(id) ?? 0;
    if (order.legs.length > 1 && !order.cancellable) revert("OrderNotCancellable", id);
    if ((filled & cancelledBit) !== 0) revert("OrderCancelled", id);
    const unfilled = order.legs.some((leg, index) => isDueHere(leg) && (filled & (1 << index)) === 0);
    if (!unfilled) revert("NothingToCancel", id);
    filledLegs.set(id, filled | cancelledBit);
    custody.receive(BigInt(fee) * gwei);
    channel.queue(hubChain, cancelledEntry(block.time, id, fee));
    requireFee(fee);
  }

  function deposit(deposit: ReportedDeposit): void {
    const { token, amount, depositor, fee } = deposit;
    custody.receive(BigInt(fee) * gwei);
    if (token === nativeToken) {
      custody.receive(amount);
      custody.wrap(amount);
    } else custody.pull(token, depositor, amount);
    channel.queue(hubChain, depositedEntry(block.time, deposit));
    if (!isAccepting(settings.get())) revert("SpokeNotAccepting");
    if (areOpensPaused(settings.get())) revert("OpensPaused");
    requireFee(fee);
  }

  function callHere({ order }: SimulatedOrder) {
    return order.calls.find(({ chain }) => Number(chain) === chainId);
  }

  function holdsOutputs({ id, order }: SimulatedOrder): boolean {
    const due = new Map<Address, bigint>();
    for (const leg of order.legs.filter(waitsHere)) {
      const token = toAddress(leg.outputToken);
      due.set(token, (due.get(token) ?? 0n) + leg.outputAmount);
    }
    const executor = executorOf(id);
    return [...due].every(([token, amount]) => (holdings.get(`${executor}${token}`) ?? 0n) >= amount);
  }

  /** The executor's tokens go to the fallback recipient, but for what the call spent. */
  function sweep(order: SimulatedOrder, effect: CallEffect): void {
    const executor = executorOf(order.id);
    const recipient = toAddress(callHere(order)!.fallbackRecipient);
    for (const leg of order.order.legs.filter(waitsHere)) {
      const token = toAddress(leg.outputToken);
      const key = `${executor}${token}`;
      const amount = holdings.get(key) ?? 0n;
      if (amount === 0n) continue;
      holdings.set(key, undefined);
      if (effect !== "spends") machine.emit(address, events.executorSwept(order.id, token, recipient, amount));
    }
  }

  function execute(order: SimulatedOrder): void {
    const call = callHere(order);
    if (call === undefined) revert("NoCallHere", order.id);
    let effect: CallEffect = "leaves";
    if (executors.get(order.id) !== true) {
      const complete = holdsOutputs(order);
      const waitUntil = order.order.fillDeadline + executionGrace;
      if (!complete && now() <= waitUntil) revert("OutputsMissing", order.id, waitUntil);
      executors.set(order.id, true);
      if (complete) effect = effectOf(call.calls);
      const executed = complete && effect !== "fails";
      machine.emit(address, executed ? events.callExecuted(order.id) : events.callFailed(order.id));
    }
    sweep(order, effect);
  }

  function runMany<Request>(requests: readonly Request[], run: (request: Request) => void): void {
    for (const [index, request] of requests.entries()) {
      const error = machine.attempt(() => run(request));
      if (error !== undefined) machine.emit(address, events.requestSkipped(index, error.reason));
    }
  }

  return {
    ...channel,
    ...{ custody, settings, filledLegs, openings, usedNonces, lastHeartbeat, executors },
    ...{ executorOf, open, fill, cancel, deposit, execute },
    openMany: (requests) => runMany(requests, open),
    fillMany: (requests) => runMany(requests, fill),
    cancelNonce(user, nonce) {
      useNonce(user, nonce);
      machine.emit(address, events.nonceCancelled(user, nonce));
    },
    canExecute: (order) => callHere(order) !== undefined && executors.get(order.id) !== true && holdsOutputs(order),
    heartbeat() {
      const earliest = lastHeartbeat.get() + heartbeatSpacing;
      if (block.time < earliest) revert("HeartbeatTooSoon", BigInt(earliest));
      lastHeartbeat.set(block.time);
      channel.queue(hubChain, heartbeatEntry(block.time, block.baseFee));
    },
    deliverInstructions(entries, tip, sender) {
      deliveryFees = 0;
      deliverer = sender;
      channel.deliver(hubChain, entries, tip);
      if (deliveryFees === 0) return;
      const amount = BigInt(deliveryFees) * gwei;
      const paid = custody.payOrCredit(nativeToken, sender, amount);
      machine.emit(address, paid ? events.deliveryPaid(sender, amount) : events.deliveryCredited(sender, amount));
    },
    claim: custody.claim,
    setPauses(opens, fills) {
      settings.set(withPauses(settings.get(), opens, fills));
      machine.emit(address, events.pausesSet(opens, fills));
    },
    forget({ id, order }) {
      filledLegs.set(id, undefined);
      openings.set(id, undefined);
      executors.set(id, undefined);
      usedNonces.set(nonceKey(order.user, order.nonce), undefined);
      if (order.calls.length === 0) return;
      const executor = executorOf(id);
      knownExecutors.delete(executor);
      for (const leg of order.legs) holdings.set(`${executor}${toAddress(leg.outputToken)}`, undefined);
    },
    setWrappedNative(token) {
      custody.wrappedNative.set(token);
      machine.emit(address, events.wrappedNativeSet(token));
    },
  };
}

/** `AccountNotAnAddress`: only its selector is recorded. */
const accountNotAnAddress = encodeReason(["AccountNotAnAddress", zeroHash]).slice(0, 10) as Hex;
const entryMalformed = encodeReason(["EntryMalformed"]);

function isAddress(account: Hex): boolean {
  return account.startsWith("0x000000000000000000000000");
}

/** The address that a 32-byte account is. */
export function toAddress(account: Hex): Address {
  return `0x${account.slice(-40)}`;
}
