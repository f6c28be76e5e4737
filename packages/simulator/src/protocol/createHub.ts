import type { Address, Hex } from "viem";
import { events, type FeePolicyWords } from "../abi/events.ts";
import { wordOfHex } from "../abi/words.ts";
import { keccakDigits } from "../hash/keccak.ts";
import { assetOf } from "./assets.ts";
import { type Channel, createChannel, type DeliveredEntry, type SendMessage } from "./createChannel.ts";
import type { Addresses } from "./createContracts.ts";
import { createExecutorOf } from "./createExecutorOf.ts";
import { createLedger, type Ledger } from "./createLedger.ts";
import type { SimulatedOrder } from "./createOrderEncoder.ts";
import type { Table } from "./createState.ts";
import { encodeReason, type Reason } from "./encodeReason.ts";
import { configureEntry, parseReport, payEntry, type ReportedFill } from "./entries.ts";
import { type Machine, Reverted } from "./Machine.ts";
import { nativeToken } from "./nativeToken.ts";
import { revert } from "./revert.ts";
import { createSettings, entryFeeOf, isAccepting } from "./settings.ts";

export type Escrows = { reported: number; released: number; fees: number; cancelled: boolean };
export type HubChain = {
  watermark: number;
  /** In wei. */
  gasPrice: number;
  heardAt: number;
  configuredAt: number;
  settings: number;
  retired: boolean;
};
export type Decision = "commit" | "abort";
export type HubFill = ReportedFill & { hash: Hex; returned: boolean };

export const payoutKinds = { repayment: 0, delivery: 1, refund: 2, return: 3 } as const;

/** One of several orders to decide. */
export type Reported = { order: SimulatedOrder; showCalls: boolean };

export type Hub = Channel & {
  ledger: Ledger;
  chains: Table<number, HubChain>;
  feePolicies: Table<number, FeePolicyWords>;
  /** In gwei, by chain and account: `earningKey`. */
  earnedFees: Table<string, number>;
  decisions: Table<Hex, Decision>;
  escrowsOf(orderId: Hex, chain: number): Escrows;
  fillOf(orderId: Hex, chain: number, leg: number): HubFill | undefined;
  /** Orders that were reported since this was emptied last, by whoever follows them. Forks leave it alone. */
  reported: Set<Hex>;
  /** Drops what is kept of an order, of which nothing comes any more. */
  forget(order: SimulatedOrder): void;
  deliverReports(chain: number, entries: readonly DeliveredEntry[], tip: Hex, sender: Address): void;
  /** @throws an error if nothing can be decided. */
  decideAll(act: "settle" | "abort" | "refund", orders: readonly Reported[], sender: Address): void;
  /** Whether the act would do something to the order now. */
  canDecide(act: "settle" | "abort" | "refund" | "fill", order: SimulatedOrder): boolean;
  /** @param fillers One per leg: accounts, or the assets' vaults. */
  fillPooled(reported: Reported, fillers: readonly Address[], sender: Address): void;
  /** By its user. */
  cancelPooled(reported: Reported, sender: Address): void;
  collect(chain: number, recipient: Hex, sender: Address): void;
  updateFee(chain: number): void;
  routeTo(chain: number, gateway: Address, spoke: Address): void;
  setFeePolicy(chain: number, policy: FeePolicyWords): void;
  retire(chain: number): void;
};

export const earningKey = (chain: number, account: Address): string => `${account}${chain}`;

const mostChains = 1_024;
const retirementSilence = 7 * 24 * 60 * 60;
const feeUpdateSpacing = 60;
const feeHubGas = 90_000;
const feeSpokeGas = 50_000;
const entryMalformed = encodeReason(["EntryMalformed"]);
const fillAlreadyReported = encodeReason(["FillAlreadyReported"]);
const depositNotTaken = encodeReason(["DepositNotTaken"]);
const noPolicy: FeePolicyWords = { minimum: 0, maximum: 0, rate: 0n };
const noEscrows: Escrows = { reported: 0, released: 0, fees: 0, cancelled: false };
const freshChain: HubChain = {
  watermark: 0,
  gasPrice: 0,
  heardAt: 0,
  configuredAt: 0,
  settings: 0,
  retired: false,
};

/** What one transaction owes, in the order in which it came up. */
type Batch = {
  payouts: Map<string, { chain: number; token: Hex; account: Hex; amount: bigint; fee: number; tokenFee: bigint }>;
  earned: Map<number, number>;
};

export function createHub(
  machine: Machine,
  { hub: address, spoke, ledger: ledgerAddress }: Addresses,
  send: SendMessage,
): Hub {
  const { state, block } = machine;
  const chains = state.table<number, HubChain>();
  const feePolicies = state.table<number, FeePolicyWords>();
  const earnedFees = state.table<string, number>();
  const decisions = state.table<Hex, Decision>();
  const escrows = state.table<number, Escrows>();
  const fills = state.table<number, HubFill>();
  const reported = new Set<Hex>();
  const executorOf = createExecutorOf(spoke);
  let deliveryFees = 0;

  // Numbers make keys that are found many times as fast as long strings.
  const orderNumbers = new Map<Hex, number>();
  const chainNumbers = new Map<number, number>();
  let orderCount = 0;
  const numberOf = <Item>(numbers: Map<Item, number>, item: Item, next: () => number): number => {
    let number = numbers.get(item);
    if (number === undefined) {
      number = next();
      numbers.set(item, number);
    }
    return number;
  };
  const keyOf = (orderId: Hex, chain: number): number =>
    numberOf(orderNumbers, orderId, () => orderCount++) * mostChains +
    numberOf(chainNumbers, chain, () => chainNumbers.size);
  const escrowsOf = (orderId: Hex, chain: number): Escrows => escrows.get(keyOf(orderId, chain)) ?? noEscrows;
  const fillKey = (orderId: Hex, chain: number, leg: number): number => keyOf(orderId, chain) * 256 + leg;
  const fillOf = (orderId: Hex, chain: number, leg: number): HubFill | undefined =>
    fills.get(fillKey(orderId, chain, leg));

  const channel = createChannel(machine, address, send, (chain, head, entry) => {
    const report = parseReport(entry);
    if (report === undefined) return entryMalformed;
    const known = chains.get(chain) ?? freshChain;
    const watermark = Math.max(known.watermark, report.timestamp);
    if (report.kind === "heartbeat") {
      chains.set(chain, { ...known, watermark, gasPrice: report.gasPrice });
      return undefined;
    }
    if (watermark !== known.watermark) chains.set(chain, { ...known, watermark });
    if (report.kind === "deposited") {
      const { token, depositor, amount, fee } = report.deposit;
      if (ledger.creditDeposit(chain, head, report.deposit)) {
        deliveryFees += fee;
        return undefined;
      }
      const [, payoutFee] = splitRest(restOf(fee));
      deliveryFees += fee - payoutFee;
      machine.emit(address, events.depositReturned(chain, head, token, depositor, amount));
      channel.queue(chain, payEntry(token, depositor, amount, payoutFee, 0n));
      return depositNotTaken;
    }
    reported.add(report.orderId);
    if (report.kind === "filled") {
      const { fill } = report;
      const key = fillKey(report.orderId, chain, fill.leg);
      if (fills.get(key) !== undefined) {
        deliveryFees += fill.fee;
        return fillAlreadyReported;
      }
      fills.set(key, { ...fill, hash: `0x${keccakDigits(entry.slice(2))}`, returned: false });
      deliveryFees += fill.fee - restOf(fill.fee);
      return undefined;
    }
    const key = keyOf(report.orderId, chain);
    const escrow = escrows.get(key) ?? noEscrows;
    if (report.kind === "escrowed") {
      const rest = restOf(report.fee);
      escrows.set(key, { ...escrow, reported: escrow.reported + 1, fees: escrow.fees + rest });
      deliveryFees += report.fee - rest;
    } else {
      escrows.set(key, { ...escrow, cancelled: true });
      deliveryFees += report.fee;
    }
    return undefined;
  });

  const ledger = createLedger({
    machine,
    address: ledgerAddress,
    accepts: (chain) => accepts(chain),
    queuePayout(chain, token, account, amount, tokenFee) {
      channel.queue(chain, payEntry(token, account, amount, 0, tokenFee));
      return channel.end(chain).queued.get();
    },
  });

  function earn(chain: number, account: Address, amount: number): void {
    if (amount === 0) return;
    const key = earningKey(chain, account);
    earnedFees.set(key, (earnedFees.get(key) ?? 0) + amount);
    machine.emit(address, events.feesEarned(account, chain, amount));
  }

  function configure(chain: number, settings: number): void {
    const known = chains.get(chain) ?? freshChain;
    chains.set(chain, { ...known, settings, configuredAt: block.time });
    const fee = BigInt(entryFeeOf(settings)) * 1_000_000_000n;
    machine.emit(address, events.spokeConfigured(chain, isAccepting(settings), fee));
    channel.queue(chain, configureEntry(settings));
  }

  function currentFee(chain: number): number {
    const policy = feePolicies.get(chain) ?? noPolicy;
    const hubCost = (BigInt(feeHubGas) * BigInt(block.baseFee) * policy.rate) / 10n ** 18n;
    const cost = hubCost + BigInt(feeSpokeGas) * BigInt((chains.get(chain) ?? freshChain).gasPrice);
    const gwei = Number((cost + 999_999_999n) / 1_000_000_000n);
    return Math.min(Math.max(gwei, policy.minimum), policy.maximum);
  }

  const hasRoute = (chain: number): boolean => channel.end(chain).epoch.get() > 0;
  /** Whether payouts to it arrive. */
  const accepts = (chain: number): boolean => hasRoute(chain) && chains.get(chain)?.retired !== true;
  const isPast = (chain: number, deadline: bigint): boolean => {
    if (!hasRoute(chain)) return true;
    const { watermark, retired } = chains.get(chain) ?? freshChain;
    return retired || BigInt(watermark) > deadline;
  };

  /** Why an order can't be settled, aborted or refunded. */
  function obstacle(act: "settle" | "abort" | "refund" | "fill", { id, order }: SimulatedOrder): Reason | undefined {
    const decided = decisions.get(id);
    if (act === "refund") {
      if (decided === undefined) return ["OrderNotDecided", id];
      return hasRefund(id, order.legs) || (decided === "abort" && hasReturn(id, order.legs))
        ? undefined
        : ["NothingToRefund", id];
    }
    if (decided !== undefined) return ["OrderAlreadyDecided", id, decided === "commit" ? 1 : 2];
    if (act === "settle" && order.pooled) return ["OrderPooled", id];
    if (act === "fill" && BigInt(block.time) > order.fillDeadline) return ["FillDeadlinePassed", order.fillDeadline];
    const closed = order.legs.find(({ destinationChain }) => !accepts(Number(destinationChain)));
    if (act === "fill" && closed !== undefined) return ["ChainNotAccepting", closed.destinationChain];
    if (act === "settle" || act === "fill") {
      for (const [index, leg] of order.legs.entries()) {
        if (escrowsOf(id, Number(leg.originChain)).reported === 0) {
          return ["LegNotEscrowed", id, BigInt(index)];
        }
        if (act === "settle" && fillOf(id, Number(leg.destinationChain), index) === undefined) {
          return ["LegNotFilled", id, BigInt(index)];
        }
      }
      return undefined;
    }
    // Nothing is to be returned, or nobody knows yet.
    if (!isReported({ id, order })) return ["NothingToRefund", id];
    if (order.pooled && (closed !== undefined || BigInt(block.time) > order.fillDeadline)) return undefined;
    const cancellable = order.legs.length === 1 || order.cancellable;
    for (const [index, leg] of order.legs.entries()) {
      const origin = Number(leg.originChain);
      const destination = Number(leg.destinationChain);
      const { reported } = escrowsOf(id, origin);
      if (reported === 0 && isPast(origin, order.openDeadline)) return undefined;
      if (order.pooled || fillOf(id, destination, index) !== undefined) continue;
      if (isPast(destination, order.fillDeadline)) return undefined;
      if (cancellable && escrowsOf(id, destination).cancelled) return undefined;
    }
    return ["OrderNotExpired", id];
  }

  /** Whether any escrow or fill of it was. */
  function isReported({ id, order: { legs } }: Pick<SimulatedOrder, "id" | "order">): boolean {
    return legs.some(
      ({ originChain, destinationChain }, index) =>
        escrowsOf(id, Number(originChain)).reported > 0 || fillOf(id, Number(destinationChain), index) !== undefined,
    );
  }

  function hasRefund(id: Hex, legs: SimulatedOrder["order"]["legs"]): boolean {
    return legs.some(({ originChain }) => {
      const { reported, released } = escrowsOf(id, Number(originChain));
      return reported > released;
    });
  }

  function hasReturn(id: Hex, legs: SimulatedOrder["order"]["legs"]): boolean {
    return legs.some(({ destinationChain }, index) => {
      const fill = fillOf(id, Number(destinationChain), index);
      return fill !== undefined && !fill.returned;
    });
  }

  function owe(
    batch: Batch,
    id: Hex,
    leg: number,
    kind: number,
    chain: number,
    token: Hex,
    account: Hex,
    amount: bigint,
    fee: number,
    tokenFee = 0n,
  ): void {
    machine.emit(address, events.payoutOwed(id, leg, kind, chain, token, account, amount));
    const key = `${chain}${wordOfHex(token)}${wordOfHex(account)}`;
    const payout = batch.payouts.get(key);
    if (payout === undefined) batch.payouts.set(key, { chain, token, account, amount, fee, tokenFee });
    else {
      payout.amount += amount;
      payout.fee += fee;
      payout.tokenFee += tokenFee;
    }
  }

  function takeEscrowFees(id: Hex, chain: number, released: number, batch: Batch): number {
    const key = keyOf(id, chain);
    const escrow = escrows.get(key) ?? noEscrows;
    const [earned, payout] = splitRest(escrow.fees);
    addEarned(batch, chain, earned);
    escrows.set(key, { ...escrow, released, fees: 0 });
    return payout;
  }

  function takeFillFee(chain: number, fill: HubFill, batch: Batch): number {
    let earned = restOf(fill.fee);
    let payout = 0;
    if (fill.hold) [earned, payout] = splitRest(earned);
    addEarned(batch, chain, earned);
    return payout;
  }

  function settle({ order: { id, order, encoded, encodedWithoutCalls }, showCalls }: Reported, batch: Batch): void {
    decisions.set(id, "commit");
    machine.emit(address, events.orderSettled(id, showCalls ? encoded : encodedWithoutCalls));
    for (const [index, leg] of order.legs.entries()) {
      const origin = Number(leg.originChain);
      const destination = Number(leg.destinationChain);
      const fill = fillOf(id, destination, index)!;
      const fee = takeEscrowFees(id, origin, 1, batch);
      const placement = ledger.repay(id, leg, fill);
      if (placement === undefined) {
        owe(batch, id, index, payoutKinds.repayment, origin, leg.inputToken, fill.account, leg.inputAmount, fee);
      } else {
        // No payout follows on the origin chain.
        addEarned(batch, origin, fee);
        const { chain, token, amount, tokenFee } = placement;
        if (chain !== 0) owe(batch, id, index, payoutKinds.repayment, chain, token, fill.account, amount, 0, tokenFee);
      }
      const fillFee = takeFillFee(destination, fill, batch);
      if (!fill.hold) continue;
      const recipient = isZero(leg.recipient) ? executorOf(id) : leg.recipient;
      owe(
        ...([batch, id, index, payoutKinds.delivery, destination] as const),
        ...([leg.outputToken, recipient, leg.outputAmount, fillFee] as const),
      );
    }
  }

  function refund({ id, order }: SimulatedOrder, batch: Batch): void {
    const due = order.legs.map(({ originChain }) => {
      const { reported, released } = escrowsOf(id, Number(originChain));
      return reported - released;
    });
    for (const [index, leg] of order.legs.entries()) {
      if (due[index] === 0) continue;
      const origin = Number(leg.originChain);
      const reported = escrowsOf(id, origin).reported;
      const fee = takeEscrowFees(id, origin, reported, batch);
      const amount = BigInt(due[index]!) * leg.inputAmount;
      owe(batch, id, index, payoutKinds.refund, origin, leg.inputToken, order.user, amount, fee);
    }
  }

  /** Returns held outputs; pays for the direct fills. */
  function returnFills({ id, order }: SimulatedOrder, batch: Batch): void {
    for (const [index, leg] of order.legs.entries()) {
      const destination = Number(leg.destinationChain);
      const key = fillKey(id, destination, index);
      const fill = fills.get(key);
      if (fill === undefined || fill.returned) continue;
      fills.set(key, { ...fill, returned: true });
      const fee = takeFillFee(destination, fill, batch);
      if (!fill.hold) {
        machine.emit(address, events.fillReleased(id, index));
        continue;
      }
      owe(
        ...([batch, id, index, payoutKinds.return, destination] as const),
        ...([leg.outputToken, fill.solver, leg.outputAmount, fee] as const),
      );
    }
  }

  function queuePayouts(batch: Batch, sender: Address): void {
    for (const { chain, token, account, amount, fee, tokenFee } of batch.payouts.values()) {
      channel.queue(chain, payEntry(token, account, amount, fee, tokenFee));
    }
    for (const [chain, amount] of batch.earned) earn(chain, sender, amount);
  }

  return {
    ...channel,
    ledger,
    ...{ chains, feePolicies, earnedFees, decisions, escrowsOf, fillOf, reported },
    forget({ id, order }) {
      decisions.set(id, undefined);
      for (const [index, { originChain, destinationChain }] of order.legs.entries()) {
        const destination = Number(destinationChain);
        escrows.set(keyOf(id, Number(originChain)), undefined);
        escrows.set(keyOf(id, destination), undefined);
        fills.set(fillKey(id, destination, index), undefined);
      }
      orderNumbers.delete(id);
    },
    deliverReports(chain, entries, tip, sender) {
      deliveryFees = 0;
      channel.deliver(chain, entries, tip);
      chains.set(chain, { ...(chains.get(chain) ?? freshChain), heardAt: block.time });
      earn(chain, sender, deliveryFees);
    },
    canDecide: (act, order) => obstacle(act, order) === undefined,
    decideAll(act, orders, sender) {
      const batch: Batch = { payouts: new Map(), earned: new Map() };
      let first: Reason | undefined;
      let skipped = 0;
      for (const reported of orders) {
        const { order } = reported;
        const why = obstacle(act, order);
        if (why !== undefined) {
          first ??= why;
          skipped++;
          machine.emit(address, events.orderSkipped(order.id, encodeReason(why)));
        } else if (act === "settle") {
          settle(reported, batch);
        } else {
          if (act === "abort") {
            decisions.set(order.id, "abort");
            const shown = reported.showCalls ? order.encoded : order.encodedWithoutCalls;
            machine.emit(address, events.orderAborted(order.id, shown));
          }
          refund(order, batch);
          if (decisions.get(order.id) === "abort") returnFills(order, batch);
        }
      }
      if (skipped === orders.length) throw new Reverted(first!);
      queuePayouts(batch, sender);
    },
    fillPooled({ order: { id, order, encoded, encodedWithoutCalls }, showCalls }, fillers, sender) {
      const why = obstacle("fill", { id, order, encoded, encodedWithoutCalls });
      if (why !== undefined) throw new Reverted(why);
      const batch: Batch = { payouts: new Map(), earned: new Map() };
      decisions.set(id, "commit");
      machine.emit(address, events.orderSettled(id, showCalls ? encoded : encodedWithoutCalls));
      ledger.fill(id, order.legs, fillers);
      for (const [index, leg] of order.legs.entries()) {
        const origin = Number(leg.originChain);
        addEarned(batch, origin, takeEscrowFees(id, origin, 1, batch));
        const recipient = isZero(leg.recipient) ? executorOf(id) : leg.recipient;
        const destination = Number(leg.destinationChain);
        const { outputToken, outputAmount } = leg;
        const tokenFee = assetOf(destination, outputToken)?.payoutFee ?? 0n;
        owe(
          ...([batch, id, index, payoutKinds.delivery, destination] as const),
          ...([outputToken, recipient, outputAmount, 0, tokenFee] as const),
        );
      }
      queuePayouts(batch, sender);
    },
    cancelPooled({ order, showCalls }, sender) {
      const decided = decisions.get(order.id);
      if (decided !== undefined) revert("OrderAlreadyDecided", order.id, decided === "commit" ? 1 : 2);
      const batch: Batch = { payouts: new Map(), earned: new Map() };
      decisions.set(order.id, "abort");
      machine.emit(address, events.orderAborted(order.id, showCalls ? order.encoded : order.encodedWithoutCalls));
      refund(order, batch);
      queuePayouts(batch, sender);
    },
    collect(chain, recipient, sender) {
      const key = earningKey(chain, sender);
      const amount = earnedFees.get(key) ?? 0;
      const [, deliveryFee] = splitRest(restOf(entryFeeOf((chains.get(chain) ?? freshChain).settings)));
      if (amount <= deliveryFee) revert("FeesTooLow", BigInt(amount), BigInt(deliveryFee));
      earnedFees.set(key, 0);
      machine.emit(address, events.feesCollected(sender, chain, recipient, amount, deliveryFee));
      channel.queue(
        chain,
        payEntry(nativeToken, recipient, BigInt(amount - deliveryFee) * 1_000_000_000n, deliveryFee, 0n),
      );
    },
    updateFee(chain) {
      const { configuredAt, settings } = chains.get(chain) ?? freshChain;
      if (!hasRoute(chain)) revert("RouteNotSet", BigInt(chain));
      if (block.time < configuredAt + feeUpdateSpacing) {
        revert("FeeUpdateTooSoon", BigInt(configuredAt + feeUpdateSpacing));
      }
      const updated = createSettings(isAccepting(settings), currentFee(chain));
      if (updated === settings) revert("FeeUnchanged", BigInt(entryFeeOf(settings)) * 1_000_000_000n);
      configure(chain, updated);
    },
    routeTo(chain, gateway, spoke) {
      channel.setRoute(chain, gateway, spoke);
      const known = chains.get(chain) ?? freshChain;
      if (isAccepting(known.settings)) return;
      chains.set(chain, { ...known, retired: false, heardAt: block.time });
      configure(chain, createSettings(true, currentFee(chain)));
    },
    setFeePolicy(chain, policy) {
      machine.emit(address, events.feePolicySet(chain, feePolicies.get(chain) ?? noPolicy, policy));
      feePolicies.set(chain, policy);
    },
    retire(chain) {
      const known = chains.get(chain) ?? freshChain;
      if (known.retired) revert("ChainAlreadyRetired", BigInt(chain));
      if (block.time <= known.heardAt + retirementSilence) {
        revert("ChainNotSilent", BigInt(chain), BigInt(known.heardAt));
      }
      chains.set(chain, { ...known, retired: true });
      machine.emit(address, events.chainRetired(chain));
      configure(chain, createSettings(false, entryFeeOf(known.settings)));
    },
  };
}

/** What is left of an entry's fee once its delivery, three eighths, is paid. */
export function restOf(fee: number): number {
  return fee - Math.floor((fee * 3) / 8);
}

/** Of that, two fifths are for deciding, the others for the payout. */
export function splitRest(rest: number): [earned: number, payout: number] {
  const earned = Math.floor((rest * 2) / 5);
  return [earned, rest - earned];
}

function addEarned({ earned }: Batch, chain: number, amount: number): void {
  if (amount !== 0) earned.set(chain, (earned.get(chain) ?? 0) + amount);
}

function isZero(account: Hex): boolean {
  return /^0x0+$/.test(account);
}
