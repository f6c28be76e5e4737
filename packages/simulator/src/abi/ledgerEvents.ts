import { ledgerEventsAbi } from "@concert/types";
import { type Address, type Hex, toEventSelector } from "viem";
import type { LogData } from "./events.ts";
import { word, wordOfHex } from "./words.ts";

type LedgerEvent = (typeof ledgerEventsAbi)[number];

/** Of two events of one name, the ledger's has a `caller`. */
const selectorOf = (name: LedgerEvent["name"], first?: string): Hex =>
  toEventSelector(
    ledgerEventsAbi.find((event) => event.name === name && (first === undefined || event.inputs[0].name === first))!,
  );

const selectors = {
  balanceTransfer: selectorOf("Transfer", "caller"),
  curveSet: selectorOf("CurveSet"),
  custodyJoined: selectorOf("CustodyJoined"),
  custodyLeft: selectorOf("CustodyLeft"),
  deposit: selectorOf("Deposit"),
  dustReserved: selectorOf("DustReserved"),
  limitSet: selectorOf("LimitSet"),
  localCredited: selectorOf("LocalCredited"),
  localMatured: selectorOf("LocalMatured"),
  localWithdrawn: selectorOf("LocalWithdrawn"),
  marginSet: selectorOf("MarginSet"),
  payoutFeeSet: selectorOf("PayoutFeeSet"),
  profitLocked: selectorOf("ProfitLocked"),
  reserveFunded: selectorOf("ReserveFunded"),
  shareTransfer: selectorOf("Transfer", "from"),
  tokenSet: selectorOf("TokenSet"),
  vaultSet: selectorOf("VaultSet"),
  withdraw: selectorOf("Withdraw"),
};

type Amount = number | bigint;

/** Encoders of the ledger's and its vaults' events, as `events` has those of the others. */
export const ledgerEvents = {
  balanceTransfer: (caller: Address, from: Address, to: Address, asset: number, amount: bigint): LogData => ({
    topics: [selectors.balanceTransfer, topicOfHex(from), topicOfHex(to), topic(asset)],
    data: `0x${wordOfHex(caller)}${word(amount)}`,
  }),
  curveSet: (asset: number, chain: number, target: Amount, slope: Amount): LogData => ({
    topics: [selectors.curveSet, topic(asset), topic(chain)],
    data: `0x${word(0)}${word(0)}${word(target)}${word(slope)}`,
  }),
  custodyJoined: (cause: Hex, asset: number, chain: number, moved: Moved, rebate: bigint): LogData => ({
    topics: [selectors.custodyJoined, cause, topic(asset), topic(chain)],
    data: `${wordsOf(moved)}${word(rebate)}`,
  }),
  custodyLeft: (cause: Hex, asset: number, chain: number, moved: Moved, fee: bigint): LogData => ({
    topics: [selectors.custodyLeft, cause, topic(asset), topic(chain)],
    data: `${wordsOf(moved)}${word(fee)}`,
  }),
  deposit: (sender: Address, owner: Address, assets: bigint, shares: bigint): LogData => ({
    topics: [selectors.deposit, topicOfHex(sender), topicOfHex(owner)],
    data: `0x${word(assets)}${word(shares)}`,
  }),
  dustReserved: (cause: Hex, asset: number, amount: bigint): LogData => ({
    topics: [selectors.dustReserved, cause, topic(asset)],
    data: `0x${word(amount)}`,
  }),
  limitSet: (asset: number, chain: number, capacity: Amount, window: Amount): LogData => ({
    topics: [selectors.limitSet, topic(asset), topic(chain)],
    data: `0x${word(0)}${word(0)}${word(capacity)}${word(window)}`,
  }),
  localCredited: (cause: Hex, asset: number, chain: number, moved: Moved): LogData => ({
    topics: [selectors.localCredited, cause, topic(asset), topic(chain)],
    data: wordsOf(moved),
  }),
  localMatured: (asset: number, chain: number, account: Address, amount: bigint, rebate: bigint): LogData => ({
    topics: [selectors.localMatured, topic(asset), topic(chain), topicOfHex(account)],
    data: `0x${word(amount)}${word(rebate)}`,
  }),
  localWithdrawn: (cause: Hex, asset: number, chain: number, account: Address, amount: bigint): LogData => ({
    topics: [selectors.localWithdrawn, cause, topic(asset), topic(chain)],
    data: `0x${wordOfHex(account)}${word(amount)}`,
  }),
  marginSet: (asset: number, margin: Amount): LogData => ({
    topics: [selectors.marginSet, topic(asset)],
    data: `0x${word(0)}${word(margin)}`,
  }),
  payoutFeeSet: (asset: number, chain: number, fee: Amount): LogData => ({
    topics: [selectors.payoutFeeSet, topic(asset), topic(chain)],
    data: `0x${word(0)}${word(fee)}`,
  }),
  profitLocked: (profit: bigint, locked: bigint, unlockedAt: Amount): LogData => ({
    topics: [selectors.profitLocked],
    data: `0x${word(profit)}${word(locked)}${word(unlockedAt)}`,
  }),
  reserveFunded: (asset: number, account: Address, amount: bigint): LogData => ({
    topics: [selectors.reserveFunded, topic(asset), topicOfHex(account)],
    data: `0x${word(amount)}`,
  }),
  shareTransfer: (from: Address, to: Address, value: bigint): LogData => ({
    topics: [selectors.shareTransfer, topicOfHex(from), topicOfHex(to)],
    data: `0x${word(value)}`,
  }),
  tokenSet: (asset: number, chain: number, token: Address, decimals: number): LogData => ({
    topics: [selectors.tokenSet, topic(asset), topic(chain)],
    data: `0x${word(0)}${word(0)}${wordOfHex(token)}${word(decimals)}`,
  }),
  vaultSet: (asset: number, vault: Address): LogData => ({
    topics: [selectors.vaultSet, topic(asset)],
    data: `0x${wordOfHex(vault)}`,
  }),
  withdraw: (sender: Address, receiver: Address, owner: Address, assets: bigint, shares: bigint): LogData => ({
    topics: [selectors.withdraw, topicOfHex(sender), topicOfHex(receiver), topicOfHex(owner)],
    data: `0x${word(assets)}${word(shares)}`,
  }),
};

/** Why custody moves, as the ledger numbers it. */
export const causeKinds = { deposit: 0, repayment: 1, fill: 2, withdrawal: 3 } as const;

/** An account zero is a solver that is paid through the ledger. */
export type Moved = { kind: number; account: Address; amount: bigint };

function wordsOf({ kind, account, amount }: Moved): Hex {
  return `0x${word(kind)}${wordOfHex(account)}${word(amount)}`;
}

function topic(value: number): Hex {
  return `0x${word(value)}`;
}

function topicOfHex(hex: Hex): Hex {
  return `0x${wordOfHex(hex)}`;
}
