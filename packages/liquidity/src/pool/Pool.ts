import { smaller, units } from "../amount.ts";
import { type Imbalance, millionths } from "../fee/Imbalance.ts";
import { join, leave } from "../fee/join.ts";
import { quoteFee, quoteRebate } from "../fee/quote.ts";
import { available, type RateLimit, use } from "../limit/RateLimit.ts";
import type { Settings } from "../Settings.ts";

/**
 * The ledger of one asset: the hub's books, nothing of the agents.
 *
 * Invariant (`outOfBooks` is 0): custody over chains = balances of the ledger + reserve. A local balance is no custody: it
 * is owed by its own chain alone, and joins when it matures.
 */
export type Pool = {
  readonly imbalance: Imbalance;
  readonly limits: RateLimit[];
  /** Ledger balances by account; the vault's among them. */
  readonly balances: Map<string, bigint>;
  /** Local balances by account, one per chain. */
  readonly locals: Map<string, bigint[]>;
  readonly vault: Vault;
  /** What leaves with each payout for whoever delivers it. */
  readonly payoutFee: bigint;
  /** Seconds. */
  time: bigint;
  feesCollected: bigint;
  payoutFeesPaid: bigint;
  rebatesPaid: bigint;
  /** Told of every change of custody. */
  onMove: (chain: number, change: bigint) => void;
};

export type Vault = {
  shares: bigint;
  /** Profit that comes to belong to the shares evenly, from `lockedAt` to `lockedUntil`. */
  locked: bigint;
  lockedAt: bigint;
  lockedUntil: bigint;
  readonly unlockSeconds: bigint;
};

export const vaultAccount = "vault";

export function createPool({ chains, slope, rebate, windowSeconds, limit, refillHours, ...settings }: Settings): Pool {
  const capacity = units(limit * settings.liquidity);
  return {
    imbalance: {
      chains: Array.from({ length: chains }, () => ({
        ...{ amount: 0n, fall: 0n, rise: 0n, touchedAt: 0n, target: 0n, slope: BigInt(slope) },
      })),
      reserve: 0n,
      potential: 0n,
      rebateShare: BigInt(Math.round(rebate * 1e6)),
      windowSeconds: BigInt(windowSeconds),
    },
    limits: Array.from({ length: chains }, () => ({
      ...{ capacity, windowSeconds: BigInt(Math.round(refillHours * 3_600)), used: 0n, updatedAt: 0n },
    })),
    balances: new Map(),
    locals: new Map(),
    vault: {
      ...{ shares: 0n, locked: 0n, lockedAt: 0n, lockedUntil: 0n },
      unlockSeconds: BigInt(Math.round(settings.unlockHours * 3_600)),
    },
    payoutFee: units(settings.payoutFee),
    time: 0n,
    feesCollected: 0n,
    payoutFeesPaid: 0n,
    rebatesPaid: 0n,
    onMove: () => {},
  };
}

export const balanceOf = ({ balances }: Pool, account: string): bigint => balances.get(account) ?? 0n;

export function credit(pool: Pool, account: string, amount: bigint): void {
  const balance = balanceOf(pool, account) + amount;
  if (balance < 0n) throw new RangeError(`${account} has ${balance - amount}, not ${-amount}.`);
  pool.balances.set(account, balance);
}

/** What of an amount would join custody at once by a chain's word, and its rebate: together within the chain's limit. */
export function planArrival(pool: Pool, chain: number, amount: bigint): { matured: bigint; rebate: bigint } {
  const { imbalance, time } = pool;
  const free = available(pool.limits[chain]!, time);
  const most = smaller(amount, free);
  const rebate = quoteRebate(imbalance, chain, most, time);
  if (most + rebate <= free) return { matured: most, rebate };
  // No rebate is more than the slope of what it is paid for.
  const matured = (free * millionths) / (millionths + imbalance.chains[chain]!.slope);
  return { matured, rebate: quoteRebate(imbalance, chain, matured, time) };
}

/**
 * An amount arrives by a chain's word: what its limit allows joins custody and is credited with its rebate; the rest is a
 * local balance. Returns the rebate.
 */
export function arrive(pool: Pool, account: string, chain: number, amount: bigint): bigint {
  const { matured, rebate } = planArrival(pool, chain, amount);
  if (matured < amount) {
    const locals = pool.locals.get(account) ?? pool.limits.map(() => 0n);
    locals[chain]! += amount - matured;
    pool.locals.set(account, locals);
  }
  if (matured === 0n) return 0n;
  join(pool.imbalance, chain, matured, pool.time);
  use(pool.limits[chain]!, matured + rebate, pool.time);
  pool.rebatesPaid += rebate;
  credit(pool, account, matured + rebate);
  pool.onMove(chain, matured);
  return rebate;
}

/** Turns local balances into ledger balances as far as the limits allow. Returns the rebates. */
export function mature(pool: Pool, account: string): bigint {
  const locals = pool.locals.get(account);
  if (locals === undefined) return 0n;
  let rebates = 0n;
  for (let chain = 0; chain < locals.length; chain++) {
    const amount = locals[chain]!;
    if (amount === 0n) continue;
    locals[chain] = 0n;
    rebates += arrive(pool, account, chain, amount);
  }
  return rebates;
}

/** What a chain holds that can be paid out there, the payout fee taken off. */
export function payableOn({ imbalance, payoutFee }: Pool, chain: number): bigint {
  const { amount } = imbalance.chains[chain]!;
  return amount > payoutFee ? amount - payoutFee : 0n;
}

/** What it costs to have an amount paid out on a chain: the imbalance fee and the payout fee, which leaves with it. */
export function quoteDeparture({ imbalance, payoutFee, time }: Pool, chain: number, amount: bigint): bigint {
  return payoutFee + quoteFee(imbalance, chain, amount + payoutFee, time);
}

/** Has an amount paid out on a chain that can pay it, from an account that bears the fees. Returns these. */
export function depart(pool: Pool, account: string, chain: number, amount: bigint): bigint {
  const { payoutFee } = pool;
  const fee = leave(pool.imbalance, chain, amount + payoutFee, pool.time);
  pool.feesCollected += fee;
  pool.payoutFeesPaid += payoutFee;
  credit(pool, account, -amount - payoutFee - fee);
  pool.onMove(chain, -amount - payoutFee);
  return payoutFee + fee;
}

/** What the books are off by: 0, always. */
export function outOfBooks({ imbalance, balances }: Pool): bigint {
  const custody = imbalance.chains.reduce((sum, { amount }) => sum + amount, 0n);
  return [...balances.values()].reduce((sum, balance) => sum + balance, imbalance.reserve) - custody;
}
