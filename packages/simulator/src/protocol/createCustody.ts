import type { Address } from "viem";
import { zeroAddress } from "viem";
import { events } from "../abi/events.ts";
import type { Cell, Table } from "./createState.ts";
import type { Machine } from "./Machine.ts";
import { nativeToken } from "./nativeToken.ts";
import { revert } from "./revert.ts";

/** What a spoke holds, and how tokens enter and leave it; users and solvers have whatever they need. */
export type Custody = {
  /** Of ERC-20s. */
  balances: Table<Address, bigint>;
  nativeBalance: Cell<bigint>;
  /** By token and account: `claimKey`. */
  claimable: Table<string, bigint>;
  wrappedNative: Cell<Address>;
  /** Accounts that a token refuses to pay, or that refuse the native token, by `claimKey`. */
  refusals: Table<string, boolean>;
  wrapped(token: Address): Address;
  pull(token: Address, from: Address, amount: bigint): void;
  /** Native value that came with the call. */
  receive(amount: bigint): void;
  wrap(amount: bigint): void;
  payOrCredit(token: Address, account: Address, amount: bigint): boolean;
  credit(token: Address, account: Address, amount: bigint): void;
  claim(token: Address, account: Address, amount: bigint): void;
};

export const claimKey = (token: Address, account: Address): string => `${token}${account}`;

/** @param onPaid Told of every payment, as tokens reach accounts. */
export function createCustody(
  machine: Machine,
  address: Address,
  onPaid: (token: Address, account: Address, amount: bigint) => void,
): Custody {
  const { state } = machine;
  const balances = state.table<Address, bigint>();
  const nativeBalance = state.cell(0n);
  const claimable = state.table<string, bigint>();
  const wrappedNative = state.cell<Address>(zeroAddress);
  const refusals = state.table<string, boolean>();

  const move = (token: Address, amount: bigint, from: Address, to: Address): void => {
    balances.set(token, (balances.get(token) ?? 0n) + (to === address ? amount : -amount));
    if (machine.tokensEmit) machine.emit(token, events.transfer(from, to, amount));
  };
  const holdNative = (amount: bigint): boolean => {
    const missing = amount - nativeBalance.get();
    if (missing <= 0n) return true;
    const token = wrappedNative.get();
    if ((balances.get(token) ?? 0n) < missing) return false;
    move(token, missing, address, zeroAddress);
    nativeBalance.set(amount);
    return true;
  };
  const sendNative = (account: Address, amount: bigint): boolean => {
    if (!holdNative(amount) || refusals.get(claimKey(nativeToken, account)) === true) return false;
    nativeBalance.set(nativeBalance.get() - amount);
    return true;
  };
  const transfer = (token: Address, account: Address, amount: bigint): boolean => {
    if ((balances.get(token) ?? 0n) < amount || refusals.get(claimKey(token, account)) === true) return false;
    move(token, amount, address, account);
    return true;
  };
  const wrap = (amount: bigint): void => {
    nativeBalance.set(nativeBalance.get() - amount);
    move(wrappedNative.get(), amount, zeroAddress, address);
  };

  const credit = (token: Address, account: Address, amount: bigint): void =>
    claimable.set(claimKey(token, account), (claimable.get(claimKey(token, account)) ?? 0n) + amount);

  return {
    ...{ balances, nativeBalance, claimable, wrappedNative, refusals, wrap, credit },
    wrapped: (token) => (token === nativeToken ? wrappedNative.get() : token),
    pull: (token, from, amount) => move(token, amount, from, address),
    receive: (amount) => nativeBalance.set(nativeBalance.get() + amount),
    payOrCredit(token, account, amount) {
      const paid = token === nativeToken ? sendNative(account, amount) : transfer(token, account, amount);
      if (paid) onPaid(token, account, amount);
      else credit(token, account, amount);
      return paid;
    },
    claim(token, account, amount) {
      const most = claimable.get(claimKey(token, account)) ?? 0n;
      if (amount === 0n || amount > most) revert("ClaimTooLarge", token, account, most);
      claimable.set(claimKey(token, account), most - amount);
      machine.emit(address, events.payoutClaimed(token, account, amount));
      if (token !== nativeToken) {
        if (!transfer(token, account, amount)) revert("SafeERC20FailedOperation", token);
      } else if (!sendNative(account, amount)) {
        const native = nativeBalance.get();
        const missing = amount - native;
        wrap(missing > 0n ? native : amount);
        if (!transfer(wrappedNative.get(), account, amount)) revert("SafeERC20FailedOperation", wrappedNative.get());
      }
      onPaid(token, account, amount);
    },
  };
}
