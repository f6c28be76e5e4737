import { millionths } from "../fee/Imbalance.ts";
import { quoteRebate } from "../fee/quote.ts";
import {
  arrive,
  balanceOf,
  credit,
  depart,
  type Pool,
  payableOn,
  planArrival,
  quoteDeparture,
  vaultAccount,
} from "./Pool.ts";

/** Virtual shares and assets, so that the first depositor gains nothing from inflating the price. */
const virtualShares = 1_000n;

/** What the vault earned and does not yet belong to its shares. */
export function lockedProfit({ vault, time }: Pool): bigint {
  const { locked, lockedAt, lockedUntil } = vault;
  if (time >= lockedUntil) return 0n;
  return (locked * (lockedUntil - time)) / (lockedUntil - lockedAt);
}

export function totalAssets(pool: Pool): bigint {
  return balanceOf(pool, vaultAccount) - lockedProfit(pool);
}

/** Ledger units per 1000 shares, times 10^18. */
export function sharePrice(pool: Pool): bigint {
  return ((totalAssets(pool) + 1n) * virtualShares * 10n ** 18n) / (pool.vault.shares + virtualShares);
}

/** Puts ledger balance of an account in, and returns the shares. */
export function deposit(pool: Pool, account: string, amount: bigint): bigint {
  const shares = (amount * (pool.vault.shares + virtualShares)) / (totalAssets(pool) + 1n);
  credit(pool, account, -amount);
  credit(pool, vaultAccount, amount);
  pool.vault.shares += shares;
  return shares;
}

/** What shares are worth now. */
export function worth(pool: Pool, shares: bigint): bigint {
  return (shares * (totalAssets(pool) + 1n)) / (pool.vault.shares + virtualShares);
}

/** Takes shares out to an account's ledger balance; the vault's matured balance must suffice. Returns the amount. */
export function redeem(pool: Pool, account: string, shares: bigint): bigint {
  const amount = worth(pool, shares);
  credit(pool, vaultAccount, -amount);
  credit(pool, account, amount);
  pool.vault.shares -= shares;
  return amount;
}

/** Profit belongs to the shares little by little, so that who comes for one fill gets next to nothing of it. */
export function lock(pool: Pool, profit: bigint): void {
  const { vault, time } = pool;
  if (profit === 0n) return;
  const locked = lockedProfit(pool);
  const until = time + vault.unlockSeconds;
  // Of what was locked before and of the profit, the mean by amount: a small fill hardly delays the rest.
  vault.lockedUntil = (locked * vault.lockedUntil + profit * until) / (locked + profit);
  vault.locked = locked + profit;
  vault.lockedAt = time;
}

export type PooledOrder = {
  readonly origin: number;
  readonly destination: number;
  readonly input: bigint;
  readonly output: bigint;
};

export type VaultTerms = {
  /** Millionths of output and fee. */
  readonly margin: bigint;
  /** Of a rebate, the millionths that make an order cheaper. */
  readonly pass: bigint;
};

/** The spread that the vault asks for. */
export function askedSpread(pool: Pool, order: PooledOrder, terms: VaultTerms): bigint {
  const fee = quoteDeparture(pool, order.destination, order.output);
  return fee + marginOf(order.output + fee, terms) - passedRebate(pool, order, terms);
}

/** The highest imbalance fee that an order's spread still covers. */
export function highestFee(pool: Pool, order: PooledOrder, terms: VaultTerms): bigint {
  const { input, output } = order;
  return input - output - pool.payoutFee - marginOf(output, terms) + passedRebate(pool, order, terms);
}

const marginOf = (amount: bigint, { margin }: VaultTerms) => (amount * margin + millionths - 1n) / millionths;

function passedRebate(pool: Pool, { origin, input }: PooledOrder, { pass }: VaultTerms): bigint {
  if (pass === 0n) return 0n;
  return (quoteRebate(pool.imbalance, origin, input, pool.time) * pass) / millionths;
}

/**
 * Why the vault does not fill an order, if it does not. What a chain's word brings must be ledger balance at once: the
 * vault can't wait for it.
 */
export function refusal(pool: Pool, order: PooledOrder, terms: VaultTerms): "custody" | "limit" | "spread" | undefined {
  const { origin, destination, input, output } = order;
  if (payableOn(pool, destination) < output) return "custody";
  if (input - output < askedSpread(pool, order, terms)) return "spread";
  if (planArrival(pool, origin, input).matured < input) return "limit";
  if (balanceOf(pool, vaultAccount) < input) return "custody";
  return undefined;
}

/** Fills an order that the vault does not refuse. */
export function fill(pool: Pool, { origin, destination, input, output }: PooledOrder): void {
  const fees = depart(pool, vaultAccount, destination, output);
  const rebate = arrive(pool, vaultAccount, origin, input);
  lock(pool, input + rebate - output - fees);
}
