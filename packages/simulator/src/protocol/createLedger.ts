import type { Leg } from "@concert/types";
import { type Address, type Hex, zeroAddress } from "viem";
import { causeKinds, ledgerEvents } from "../abi/ledgerEvents.ts";
import { type Asset, assetOf, assets, tokenOf, unitOf } from "./assets.ts";
import type { Table } from "./createState.ts";
import type { ReportedDeposit, ReportedFill } from "./entries.ts";
import type { Machine } from "./Machine.ts";
import { revert } from "./revert.ts";

/** An asset on a chain. In ledger units. */
export type Place = {
  custody: bigint;
  /** The part of it that is local balances. */
  local: bigint;
  /** What of the limit was in use, and when. */
  used: bigint;
  usedAt: number;
};

/** Where a solver is paid, if not on the leg's origin: a chain of zero is its ledger account. */
export type Placement = { chain: number; token: Address; amount: bigint; tokenFee: bigint };

/** What a filler gave for an output. */
type Given = { asset: Asset; debit: bigint };

/**
 * The hub's ledger and its vaults. Everything is as on chain but the imbalance fee: what leaves pays a thousandth, and
 * what joins is paid up to a four-thousandth out of what was collected.
 */
export type Ledger = {
  balances: Table<string, bigint>;
  locals: Table<string, bigint>;
  shares: Table<string, bigint>;
  supplies: Table<number, bigint>;
  reserves: Table<number, bigint>;
  placeOf(asset: number, chain: number): Place;
  setUp(chains: readonly number[]): readonly (() => void)[];
  /** @returns Whether the ledger takes it. */
  creditDeposit(chain: number, head: Hex, deposit: ReportedDeposit): boolean;
  /** Undefined if the input is paid on the origin chain as it is. */
  repay(orderId: Hex, leg: Leg, fill: ReportedFill): Placement | undefined;
  fill(orderId: Hex, legs: readonly Leg[], fillers: readonly Address[]): void;
  withdraw(account: Address, asset: Asset, chain: number, recipient: Address, amount: bigint): void;
  withdrawLocal(account: Address, asset: Asset, chain: number, recipient: Address, amount: bigint): void;
  mature(account: Address, asset: Asset, chain: number): void;
  transfer(from: Address, to: Address, asset: Asset, amount: bigint): void;
  fundReserve(account: Address, asset: Asset, amount: bigint): void;
  /** Ledger balance becomes shares of the asset's vault. */
  depositInVault(account: Address, asset: Asset, amount: bigint): void;
  redeem(owner: Address, asset: Asset, shares: bigint): void;
  redeemTo(owner: Address, asset: Asset, shares: bigint, chain: number, recipient: Address): void;
};

export const balanceKey = (account: Address, asset: number): string => `${account} ${asset}`;
export const localKey = (account: Address, asset: number, chain: number): string => `${account} ${asset} ${chain}`;

const million = 1_000_000n;
const unlockSeconds = 86_400n;
const nothing: Place = { custody: 0n, local: 0n, used: 0n, usedAt: 0 };

export type LedgerParameters = {
  machine: Machine;
  address: Address;
  /** Whether payouts to a chain arrive. */
  accepts: (chain: number) => boolean;
  /** Has the hub queue a payout, and returns the head that it makes. */
  queuePayout: (chain: number, token: Address, account: Address, amount: bigint, tokenFee: bigint) => Hex;
};

export function createLedger({ machine, address, accepts, queuePayout }: LedgerParameters): Ledger {
  const { state, block } = machine;
  const balances = state.table<string, bigint>();
  const locals = state.table<string, bigint>();
  const shares = state.table<string, bigint>();
  const supplies = state.table<number, bigint>();
  const reserves = state.table<number, bigint>();
  const places = state.table<string, Place>();
  const locks = state.table<number, { amount: bigint; since: bigint; until: bigint }>();

  const emit = (log: Parameters<Machine["emit"]>[1], from = address): void => machine.emit(from, log);
  const placeOf = (asset: number, chain: number): Place => places.get(`${asset} ${chain}`) ?? nothing;
  const store = ({ id }: Asset, chain: number, place: Place): void => places.set(`${id} ${chain}`, place);
  const add = (table: Table<string, bigint>, key: string, amount: bigint): void =>
    table.set(key, (table.get(key) ?? 0n) + amount);
  const addReserve = ({ id }: Asset, amount: bigint): void => reserves.set(id, (reserves.get(id) ?? 0n) + amount);

  function move(from: Address, to: Address, asset: Asset, amount: bigint, caller = from): void {
    if (from !== zeroAddress) {
      const balance = balances.get(balanceKey(from, asset.id)) ?? 0n;
      if (balance < amount) revert("ERC6909InsufficientBalance", from, balance, amount, BigInt(asset.id));
      balances.set(balanceKey(from, asset.id), balance - amount);
    }
    if (to !== zeroAddress) add(balances, balanceKey(to, asset.id), amount);
    emit(ledgerEvents.balanceTransfer(caller, from, to, asset.id, amount));
  }
  const mint = (to: Address, asset: Asset, amount: bigint): void => move(zeroAddress, to, asset, amount, to);
  const burn = (from: Address, asset: Asset, amount: bigint): void => move(from, zeroAddress, asset, amount);

  function moveShares(from: Address, to: Address, asset: Asset, amount: bigint): void {
    if (from === zeroAddress) supplies.set(asset.id, (supplies.get(asset.id) ?? 0n) + amount);
    else add(shares, balanceKey(from, asset.id), -amount);
    if (to === zeroAddress) supplies.set(asset.id, (supplies.get(asset.id) ?? 0n) - amount);
    else add(shares, balanceKey(to, asset.id), amount);
    emit(ledgerEvents.shareTransfer(from, to, amount), asset.vault);
  }

  /** What the limit leaves of an amount that comes by a chain's word, now. */
  function planJoin(asset: Asset, chain: number, credit: bigint) {
    const place = placeOf(asset.id, chain);
    const freed = (asset.capacity * BigInt(Math.max(block.time - place.usedAt, 0))) / BigInt(asset.window);
    const used = place.used > freed ? place.used - freed : 0n;
    const free = asset.capacity > used ? asset.capacity - used : 0n;
    const reserve = reserves.get(asset.id) ?? 0n;
    const rebateOf = (amount: bigint): bigint => {
      const wanted = amount / 4_000n;
      return wanted < reserve ? wanted : reserve;
    };
    let matured = credit;
    if (matured + rebateOf(matured) > free) matured = (free * 4_000n) / 4_001n;
    return { place: { ...place, used, usedAt: block.time }, matured, rebate: rebateOf(matured) };
  }

  function join(asset: Asset, chain: number, cause: Hex, kind: number, account: Address, credit: bigint): bigint {
    const { place, matured, rebate } = planJoin(asset, chain, credit);
    const local = credit - matured;
    const used = place.used + matured + rebate;
    store(asset, chain, { ...place, custody: place.custody + credit, local: place.local + local, used });
    if (matured !== 0n) {
      addReserve(asset, -rebate);
      if (account !== zeroAddress) mint(account, asset, matured + rebate);
      emit(ledgerEvents.custodyJoined(cause, asset.id, chain, { kind, account, amount: matured }, rebate));
    }
    if (local !== 0n) {
      add(locals, localKey(account, asset.id, chain), local);
      emit(ledgerEvents.localCredited(cause, asset.id, chain, { kind, account, amount: local }));
    }
    return rebate;
  }

  function leave(asset: Asset, chain: number, amount: bigint, fee: bigint): void {
    const place = placeOf(asset.id, chain);
    const available = place.custody - place.local;
    if (amount > available) revert("CustodyTooLow", asset.id, BigInt(chain), available);
    store(asset, chain, { ...place, custody: place.custody - amount });
    addReserve(asset, fee);
  }

  const feeOf = (amount: bigint): bigint => (amount + 999n) / 1_000n;
  /** What leaves with each payout for whoever delivers it, in ledger units. */
  const payoutFeeOf = (asset: Asset): bigint => asset.payoutFee * unitOf(asset);
  /** Rounded down to what the token can express. */
  const payable = (asset: Asset, amount: bigint): bigint => amount - (amount % unitOf(asset));

  function stillLocked(asset: Asset): bigint {
    const lock = locks.get(asset.id);
    const now = BigInt(block.time);
    if (lock === undefined || now >= lock.until) return 0n;
    return (lock.amount * (lock.until - now)) / (lock.until - lock.since);
  }

  function lockProfit(asset: Asset, profit: bigint): void {
    const locked = stillLocked(asset);
    const amount = locked + profit;
    let until = BigInt(block.time) + unlockSeconds;
    if (locked !== 0n) until = (locked * locks.get(asset.id)!.until + profit * until) / amount;
    locks.set(asset.id, { amount, since: BigInt(block.time), until });
    emit(ledgerEvents.profitLocked(profit, amount, until), asset.vault);
  }

  const totalAssets = (asset: Asset): bigint =>
    (balances.get(balanceKey(asset.vault, asset.id)) ?? 0n) - stillLocked(asset);
  const toShares = (asset: Asset, amount: bigint): bigint =>
    (amount * ((supplies.get(asset.id) ?? 0n) + 1_000n)) / (totalAssets(asset) + 1n);
  const toAssets = (asset: Asset, amount: bigint): bigint =>
    (amount * (totalAssets(asset) + 1n)) / ((supplies.get(asset.id) ?? 0n) + 1_000n);

  function burnShares(owner: Address, asset: Asset, amount: bigint): bigint {
    const most = shares.get(balanceKey(owner, asset.id)) ?? 0n;
    if (amount > most) revert("ERC4626ExceededMaxRedeem", owner, amount, most);
    const worth = toAssets(asset, amount);
    moveShares(owner, zeroAddress, asset, amount);
    return worth;
  }

  function giveOutput(orderId: Hex, leg: Leg, filler: Address): Given {
    const chain = Number(leg.destinationChain);
    const asset = assetOf(chain, leg.outputToken);
    if (asset === undefined) revert("TokenNotAnAsset", leg.destinationChain, leg.outputToken);
    const amount = leg.outputAmount * unitOf(asset) + payoutFeeOf(asset);
    const fee = feeOf(amount);
    burn(filler, asset, amount + fee);
    leave(asset, chain, amount, fee);
    const moved = { kind: causeKinds.fill, account: filler, amount };
    emit(ledgerEvents.custodyLeft(orderId, asset.id, chain, moved, fee));
    return { asset, debit: amount + fee };
  }

  function takeInput(orderId: Hex, leg: Leg, index: number, filler: Address, given: Given): void {
    const chain = Number(leg.originChain);
    const asset = assetOf(chain, leg.inputToken);
    if (asset === undefined) revert("TokenNotAnAsset", leg.originChain, wide(leg.inputToken));
    const credit = leg.inputAmount * unitOf(asset);
    const planned = planJoin(asset, chain, credit);
    if (planned.matured !== credit) {
      revert("RateLimitExceeded", asset.id, leg.originChain, planned.matured + planned.rebate);
    }
    const received = credit + planned.rebate;
    const byVault = filler === asset.vault;
    if (byVault) {
      if (given.asset !== asset) revert("NotForVault", BigInt(index));
      const required = given.debit + (given.debit * asset.margin + million - 1n) / million;
      if (received < required) revert("MarginTooLow", BigInt(index), received, required);
    }
    join(asset, chain, orderId, causeKinds.fill, filler, credit);
    if (byVault) lockProfit(asset, received - given.debit);
  }

  return {
    ...{ balances, locals, shares, supplies, reserves, placeOf },
    setUp: (chains) =>
      assets.flatMap((asset) => [
        () => emit(ledgerEvents.vaultSet(asset.id, asset.vault)),
        () => emit(ledgerEvents.marginSet(asset.id, asset.margin)),
        ...chains.flatMap((chain) => [
          () => emit(ledgerEvents.tokenSet(asset.id, chain, tokenOf(asset, chain), asset.decimals)),
          () => emit(ledgerEvents.limitSet(asset.id, chain, asset.capacity, asset.window)),
          () => emit(ledgerEvents.curveSet(asset.id, chain, 0, 0)),
          () => emit(ledgerEvents.payoutFeeSet(asset.id, chain, payoutFeeOf(asset))),
        ]),
      ]),
    creditDeposit(chain, head, { token, amount, beneficiary, minimum, toVault }) {
      const asset = assetOf(chain, token);
      if (asset === undefined || amount === 0n || beneficiary === asset.vault || beneficiary === zeroAddress)
        return false;
      const credit = amount * unitOf(asset);
      const { matured, rebate } = planJoin(asset, chain, credit);
      const inShares = toVault && matured === credit;
      const minted = inShares ? toShares(asset, credit + rebate) : 0n;
      if (inShares ? minted === 0n || minted < minimum : !toVault && credit + rebate < minimum) return false;
      join(asset, chain, head, causeKinds.deposit, inShares ? asset.vault : beneficiary, credit);
      if (inShares) {
        moveShares(zeroAddress, beneficiary, asset, minted);
        emit(ledgerEvents.deposit(address, beneficiary, credit + rebate, minted), asset.vault);
      }
      return true;
    },
    repay(orderId, { originChain, inputToken, inputAmount }, { repaymentChain, ledgerAccount, maxFee }) {
      const chain = Number(originChain);
      const asset = assetOf(chain, inputToken);
      if (repaymentChain === chain || asset === undefined) return undefined;
      const credit = inputAmount * unitOf(asset);
      const { matured, rebate } = planJoin(asset, chain, credit);
      const elsewhere = placeOf(asset.id, repaymentChain);
      const value = credit + rebate;
      let out = payable(asset, (value * 1_000n) / 1_001n);
      if (
        repaymentChain === 0 ||
        !accepts(repaymentChain) ||
        matured !== credit ||
        out > elsewhere.custody - elsewhere.local
      )
        out = 0n;
      const fee = feeOf(out);
      const paid = out - payoutFeeOf(asset);
      if (out + fee > value || paid <= 0n || credit - paid > (credit * BigInt(maxFee)) / million) out = 0n;
      if (out === 0n) {
        if (ledgerAccount === zeroAddress) return undefined;
        join(asset, chain, orderId, causeKinds.repayment, ledgerAccount, credit);
        return { chain: 0, token: zeroAddress, amount: 0n, tokenFee: 0n };
      }
      join(asset, chain, orderId, causeKinds.repayment, zeroAddress, credit);
      leave(asset, repaymentChain, out, fee);
      const moved = { kind: causeKinds.repayment, account: zeroAddress, amount: out };
      emit(ledgerEvents.custodyLeft(orderId, asset.id, repaymentChain, moved, fee));
      const rest = value - out - fee;
      if (rest > 0n) {
        addReserve(asset, rest);
        emit(ledgerEvents.dustReserved(orderId, asset.id, rest));
      }
      const token = tokenOf(asset, repaymentChain);
      return { chain: repaymentChain, token, amount: paid / unitOf(asset), tokenFee: asset.payoutFee };
    },
    fill(orderId, legs, fillers) {
      const given = legs.map((leg, index) => giveOutput(orderId, leg, fillers[index]!));
      for (const [index, leg] of legs.entries()) takeInput(orderId, leg, index, fillers[index]!, given[index]!);
    },
    withdraw(account, asset, chain, recipient, amount) {
      const paid = payable(asset, amount);
      if (paid === 0n) revert("AmountTooSmall", amount);
      const out = paid + payoutFeeOf(asset);
      const fee = feeOf(out);
      burn(account, asset, out + fee);
      leave(asset, chain, out, fee);
      const head = queuePayout(chain, tokenOf(asset, chain), recipient, paid / unitOf(asset), asset.payoutFee);
      const moved = { kind: causeKinds.withdrawal, account, amount: out };
      emit(ledgerEvents.custodyLeft(head, asset.id, chain, moved, fee));
    },
    withdrawLocal(account, asset, chain, recipient, amount) {
      const out = payable(asset, amount);
      const paid = out - payoutFeeOf(asset);
      if (paid <= 0n) revert("AmountTooSmall", amount);
      const key = localKey(account, asset.id, chain);
      const balance = locals.get(key) ?? 0n;
      if (out > balance) revert("LocalBalanceTooLow", account, asset.id, BigInt(chain), balance);
      locals.set(key, balance - out);
      const place = placeOf(asset.id, chain);
      store(asset, chain, { ...place, custody: place.custody - out, local: place.local - out });
      const head = queuePayout(chain, tokenOf(asset, chain), recipient, paid / unitOf(asset), asset.payoutFee);
      emit(ledgerEvents.localWithdrawn(head, asset.id, chain, account, out));
    },
    mature(account, asset, chain) {
      const key = localKey(account, asset.id, chain);
      const balance = locals.get(key) ?? 0n;
      const { place, matured, rebate } = planJoin(asset, chain, balance);
      if (matured === 0n) revert("NothingToMature", account, asset.id, BigInt(chain));
      locals.set(key, balance - matured);
      store(asset, chain, { ...place, local: place.local - matured, used: place.used + matured + rebate });
      addReserve(asset, -rebate);
      mint(account, asset, matured + rebate);
      emit(ledgerEvents.localMatured(asset.id, chain, account, matured, rebate));
    },
    transfer: move,
    fundReserve(account, asset, amount) {
      burn(account, asset, amount);
      addReserve(asset, amount);
      emit(ledgerEvents.reserveFunded(asset.id, account, amount));
    },
    depositInVault(account, asset, amount) {
      const minted = toShares(asset, amount);
      move(account, asset.vault, asset, amount, asset.vault);
      moveShares(zeroAddress, account, asset, minted);
      emit(ledgerEvents.deposit(account, account, amount, minted), asset.vault);
    },
    redeem(owner, asset, amount) {
      const worth = burnShares(owner, asset, amount);
      move(asset.vault, owner, asset, worth);
      emit(ledgerEvents.withdraw(owner, owner, owner, worth, amount), asset.vault);
    },
    redeemTo(owner, asset, amount, chain, recipient) {
      const worth = burnShares(owner, asset, amount);
      emit(ledgerEvents.withdraw(owner, owner, owner, worth, amount), asset.vault);
      const paid = payable(asset, worth - feeOf(worth) - payoutFeeOf(asset));
      if (paid <= 0n) revert("AmountTooSmall", worth);
      this.withdraw(asset.vault, asset, chain, recipient, paid);
      const out = paid + payoutFeeOf(asset);
      const rest = worth - out - feeOf(out);
      if (rest > 0n) move(asset.vault, owner, asset, rest);
    },
  };
}

function wide(token: Address): Hex {
  return `0x${token.slice(2).padStart(64, "0")}`;
}
