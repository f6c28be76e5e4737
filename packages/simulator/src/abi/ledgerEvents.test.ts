import { ledgerEventsAbi } from "@concert/types";
import { type Address, decodeEventLog, type Hex, pad } from "viem";
import { expect, test } from "vitest";
import type { LogData } from "./events.ts";
import { ledgerEvents } from "./ledgerEvents.ts";

const cause: Hex = `0x${"12".repeat(32)}`;
const account: Address = `0x${"ab".repeat(20)}`;
const other: Address = `0x${"cd".repeat(20)}`;
const amount = 2n ** 130n;
const moved = { kind: 2, account, amount };
const place = { cause, asset: 3, chain: 7n };
const old = { oldToken: pad("0x"), oldDecimals: 0 };

const cases: Record<keyof typeof ledgerEvents, [log: LogData, eventName: string, args: Record<string, unknown>]> = {
  balanceTransfer: [
    ledgerEvents.balanceTransfer(account, other, account, 3, amount),
    "Transfer",
    { caller: account, sender: other, receiver: account, id: 3n, amount },
  ],
  curveSet: [
    ledgerEvents.curveSet(3, 7, amount, 2_000),
    "CurveSet",
    { asset: 3, chain: 7n, oldTarget: 0n, oldSlope: 0n, newTarget: amount, newSlope: 2_000n },
  ],
  custodyJoined: [
    ledgerEvents.custodyJoined(cause, 3, 7, moved, 5n),
    "CustodyJoined",
    { ...place, ...moved, rebate: 5n },
  ],
  custodyLeft: [ledgerEvents.custodyLeft(cause, 3, 7, moved, 5n), "CustodyLeft", { ...place, ...moved, fee: 5n }],
  deposit: [
    ledgerEvents.deposit(account, other, amount, 5n),
    "Deposit",
    { sender: account, owner: other, assets: amount, shares: 5n },
  ],
  dustReserved: [ledgerEvents.dustReserved(cause, 3, amount), "DustReserved", { cause, asset: 3, amount }],
  limitSet: [
    ledgerEvents.limitSet(3, 7, amount, 60),
    "LimitSet",
    { asset: 3, chain: 7n, oldCapacity: 0n, oldWindow: 0n, newCapacity: amount, newWindow: 60n },
  ],
  localCredited: [ledgerEvents.localCredited(cause, 3, 7, moved), "LocalCredited", { ...place, ...moved }],
  localMatured: [
    ledgerEvents.localMatured(3, 7, account, amount, 5n),
    "LocalMatured",
    { asset: 3, chain: 7n, account, amount, rebate: 5n },
  ],
  localWithdrawn: [
    ledgerEvents.localWithdrawn(cause, 3, 7, account, amount),
    "LocalWithdrawn",
    { ...place, account, amount },
  ],
  marginSet: [ledgerEvents.marginSet(3, 200), "MarginSet", { asset: 3, oldMargin: 0n, newMargin: 200n }],
  payoutFeeSet: [
    ledgerEvents.payoutFeeSet(3, 7, amount),
    "PayoutFeeSet",
    { asset: 3, chain: 7n, oldFee: 0n, newFee: amount },
  ],
  profitLocked: [
    ledgerEvents.profitLocked(5n, amount, 9),
    "ProfitLocked",
    { profit: 5n, locked: amount, unlockedAt: 9n },
  ],
  reserveFunded: [ledgerEvents.reserveFunded(3, account, amount), "ReserveFunded", { asset: 3, account, amount }],
  shareTransfer: [
    ledgerEvents.shareTransfer(account, other, amount),
    "Transfer",
    { from: account, to: other, value: amount },
  ],
  tokenSet: [
    ledgerEvents.tokenSet(3, 7, account, 6),
    "TokenSet",
    { asset: 3, chain: 7n, ...old, newToken: pad(account), newDecimals: 6 },
  ],
  vaultSet: [ledgerEvents.vaultSet(3, other), "VaultSet", { asset: 3, vault: other }],
  withdraw: [
    ledgerEvents.withdraw(account, other, account, amount, 5n),
    "Withdraw",
    { sender: account, receiver: other, owner: account, assets: amount, shares: 5n },
  ],
};

test.for(Object.entries(cases))("%s is what viem decodes", ([, [{ topics, data }, eventName, args]]) => {
  const decoded = decodeEventLog({ abi: ledgerEventsAbi, topics: topics as [Hex, ...Hex[]], data });
  expect(decoded.eventName).toBe(eventName);
  const lowered = Object.entries(decoded.args).map(([name, value]) => [
    name,
    typeof value === "string" ? value.toLowerCase() : value,
  ]);
  expect(Object.fromEntries(lowered)).toEqual(args);
});
