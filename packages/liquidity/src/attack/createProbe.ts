import { larger, tokens } from "../amount.ts";
import type { Pool } from "../pool/Pool.ts";
import { type PooledOrder, refusal, type VaultTerms } from "../pool/vault.ts";
import type { Settings } from "../Settings.ts";
import { joinJustInTime } from "./joinJustInTime.ts";
import { copy, type Move } from "./replay.ts";
import { idleness, type Moment, rebalancing, type Strategy, strategies } from "./strategies.ts";

/** What one strategy could have earned over all the moments that were looked at. Money is tokens. */
export type Attempt = {
  readonly name: string;
  /** With the best amount and wait at each moment, none where nothing earns. */
  profit: number;
  /** What rebalancing alone would have earned at the moments where the strategy earned something. */
  rebalancing: number;
  /** The sum of what exceeded rebalancing alone, and at how many moments it did. */
  excess: number;
  times: number;
  /** That sum, had the orders no bounds. */
  unbounded: number;
};

export type Attack = { readonly moments: number; readonly value: number; readonly attempts: readonly Attempt[] };

export type Probe = {
  /** Before an order is tried that bears a fee up to a bound. */
  before(order: PooledOrder, bound: bigint): void;
  /** After it: only what was filled is a moment to attack. */
  after(filled: boolean): void;
  /** Tries every strategy at every moment. */
  attack(): Attack;
};

type Recording = Moment & { readonly moves: Move[] };

/** Of the order's amount, what an attacker moves: quarters. */
const factors = [1n, 4n, 16n];

/** Looks at orders of a run, spread evenly over it, from an attacker's side, without disturbing it. */
export function createProbe(
  { days, ordersPerDay, windowSeconds, liquidity, attacks }: Settings,
  pool: Pool,
  terms: VaultTerms,
): Probe {
  const waits = [4n, 1n].map((part) => BigInt(windowSeconds) / part + 12n);
  const horizon = waits.at(-1)!;
  // Small orders leave nothing to earn; about a twelfth is large enough.
  const least = liquidity / 4_000;
  const every = attacks === 0 ? Infinity : Math.max(1, Math.floor((days * ordersPerDay) / 12 / attacks));
  const moments: Recording[] = [];
  let recordings: Recording[] = [];
  let candidate: Recording | undefined;
  let count = 0;
  const justInTime = { name: "just-in-time deposit", profit: 0, rebalancing: 0, excess: 0, times: 0, unbounded: 0 };

  pool.onMove = (chain, change) => {
    const at = pool.time;
    for (const moment of recordings) if (at <= moment.at + horizon) moment.moves.push({ at, chain, change });
    candidate?.moves.push({ at, chain, change, ofOrder: true });
  };

  return {
    before(order, bound) {
      const { origin, destination, input } = order;
      if (tokens(input) < least || ++count % every !== 0 || refusal(pool, order, terms) !== undefined) return;
      const earned = tokens(joinJustInTime(pool, order));
      if (earned > 0) {
        justInTime.profit += earned;
        justInTime.excess += earned;
        justInTime.unbounded += earned;
        justInTime.times++;
      }
      const imbalance = copy(pool.imbalance);
      candidate = { imbalance, origin, destination, amount: input, at: pool.time, bound, moves: [] };
    },
    after(filled) {
      if (candidate === undefined) return;
      recordings = recordings.filter(({ at }) => pool.time <= at + horizon);
      if (filled) {
        moments.push(candidate);
        recordings.push(candidate);
      }
      candidate = undefined;
    },
    attack: () => ({
      moments: moments.length,
      value: moments.reduce((sum, { amount }) => sum + tokens(amount), 0),
      attempts: [...attack(moments, waits), justInTime],
    }),
  };
}

function attack(moments: readonly Moment[], waits: readonly bigint[]): Attempt[] {
  const sums = strategies.map(
    ({ name }): Attempt => ({ name, profit: 0, rebalancing: 0, excess: 0, times: 0, unbounded: 0 }),
  );
  for (const moment of moments) {
    for (const [index, strategy] of strategies.entries()) add(sums[index]!, strategy, moment, waits);
  }
  return sums;
}

function add(sum: Attempt, { chain, play, owner = false }: Strategy, found: Moment, waits: readonly bigint[]): void {
  const moment = { ...found, owner };
  const { bound: _, ...unbounded } = moment;
  let [profit, free, alone] = [0n, 0n, 0n];
  for (const wait of waits) {
    // To whom nobody's fee belongs, doing nothing is worth nothing.
    const idle = owner ? idleness(moment, 0n, wait)! : 0n;
    for (const factor of factors) {
      const amount = (moment.amount * factor) / 4n;
      profit = larger(profit, (play(moment, amount, wait) ?? idle) - idle);
      free = larger(free, (play(unbounded, amount, wait) ?? idle) - idle);
      alone = larger(alone, rebalancing(moment, chain, amount, wait) - idle);
    }
  }
  if (free > alone) sum.unbounded += tokens(free - alone);
  if (profit === 0n) return;
  sum.profit += tokens(profit);
  sum.rebalancing += tokens(alone);
  if (profit <= alone) return;
  sum.excess += tokens(profit - alone);
  sum.times++;
}
