/**
 * A bucket that empties evenly: how much a chain's word may add to ledger balances, as `RateLimitLib.sol` computes it.
 * Amounts are ledger units.
 */
export type RateLimit = {
  /** What may be used at once. */
  capacity: bigint;
  /** In how many seconds as much becomes free again. */
  windowSeconds: bigint;
  used: bigint;
  updatedAt: bigint;
};

/** What may be used at a time. */
export function available(limit: RateLimit, time: bigint): bigint {
  const left = limit.capacity - usedAt(limit, time);
  return left > 0n ? left : 0n;
}

/** Uses an amount, which must be available. */
export function use(limit: RateLimit, amount: bigint, time: bigint): void {
  if (amount > available(limit, time)) {
    throw new RangeError(`The limit allows ${available(limit, time)}, not ${amount}.`);
  }
  limit.used = usedAt(limit, time) + amount;
  limit.updatedAt = time;
}

/** Sets what may be used; what is used by then became free at the old pace. */
export function setCapacity(limit: RateLimit, capacity: bigint, time: bigint): void {
  limit.used = usedAt(limit, time);
  limit.updatedAt = time;
  limit.capacity = capacity;
}

function usedAt({ capacity, windowSeconds, used, updatedAt }: RateLimit, time: bigint): bigint {
  const freed = (capacity * (time - updatedAt)) / windowSeconds;
  return used > freed ? used - freed : 0n;
}
