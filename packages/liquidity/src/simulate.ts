import { disturb, disturberAccount } from "./agent/disturb.ts";
import { closeLie, createLie, type Lie, lie } from "./agent/lie.ts";
import { type Providers, provide, putIn } from "./agent/provide.ts";
import { type Rebalancer, rebalance } from "./agent/rebalance.ts";
import { drawAll, type Solver, solve, solverAccount } from "./agent/solve.ts";
import { tokens, units } from "./amount.ts";
import { type Attack, createProbe } from "./attack/createProbe.ts";
import { setTarget } from "./fee/setTarget.ts";
import { createFlow, type Wish } from "./flow/createFlow.ts";
import { setCapacity } from "./limit/RateLimit.ts";
import { createPool, credit, mature, outOfBooks, type Pool, payableOn, vaultAccount } from "./pool/Pool.ts";
import {
  askedSpread,
  fill,
  highestFee,
  lock,
  type PooledOrder,
  refusal,
  sharePrice,
  totalAssets,
} from "./pool/vault.ts";
import { createRandom } from "./random/createRandom.ts";
import type { Settings } from "./Settings.ts";

/** What a run shows. Money is tokens, shares are from 0 to 1. */
export type Outcome = {
  readonly settings: Settings;
  /** Of the orders that were brought to the vault: their number and value, filled at once, within an hour. */
  readonly orders: Filled;
  readonly value: Filled;
  /** What users paid, as a share of what they brought in. */
  readonly spread: number;
  /** Orders that were not filled at once, by reason. */
  readonly refused: { readonly custody: number; readonly limit: number; readonly spread: number };
  readonly providersReturn: number;
  readonly liquidity: number;
  /** The least custody as a share of the target: of any chain, at any full hour. */
  readonly leastCustody: number;
  /** The longest time that a chain had less than a tenth of its target, and all such times together: hours. */
  readonly longestLack: number;
  readonly lack: number;
  readonly fees: number;
  /** What payouts paid to whoever delivered them. */
  readonly payoutFees: number;
  readonly rebates: number;
  readonly dripped: number;
  readonly reserve: number;
  readonly rebalancers: { readonly profit: number; readonly moved: number };
  readonly solver: { readonly filled: number; readonly elsewhere: number; readonly profit: number };
  /** What the disturber got from the fee: rebates less fees. */
  readonly disturber: number;
  readonly lie: Lie & { readonly bound: number };
  /** What the books are off by: 0. */
  readonly outOfBooks: bigint;
  readonly series: Series;
  /** What attackers could have earned from the fee; looked at when it is asked for. */
  readonly attack: () => Attack;
};

export type Filled = { total: number; atOnce: number; withinHour: number };

/** One value per day. */
export type Series = {
  readonly custody: number[][];
  readonly sharePrice: number[];
  readonly reserve: number[];
  readonly potential: number[];
  readonly liquidity: number[];
  readonly atOnce: number[];
  readonly fees: number[];
};

const minute = 60;
const hour = 3_600;
const day = 86_400;
/** How long a user waits for the vault. */
const patience = hour;

type Waiting = PooledOrder & { readonly at: number; readonly sum: number };

/** Plays a run. The same settings give the same outcome, to the unit. */
export function simulate(settings: Settings): Outcome {
  const run = begin(settings);
  const { pool, flow, waiting } = run;
  for (let time = 0; time < settings.days * day; time += minute) {
    pool.time = BigInt(time);
    if (time % (7 * day) === 0) setTargets(run);
    if (time % day === 0) beginDay(run, time);
    if (time % hour === 0) beginHour(run);
    if (time % (10 * minute) === 0) beginTenMinutes(run, time);
    if (time >= run.lie.from && time <= run.lie.until) lie(pool, run.lie);
    if (time === run.lie.until) closeLie(pool, run.lie);
    if (time % (5 * minute) === 0 && waiting.length > 0) retry(run, time);
    for (const wish of flow.next(time)) take(run, wish);
  }
  return end(run);
}

type Run = ReturnType<typeof begin>;

function begin(settings: Settings) {
  const pool = createPool(settings);
  const flow = createFlow(settings);
  const terms = { margin: BigInt(settings.margin), pass: BigInt(Math.round(settings.pass * 1e6)) };
  const probe = createProbe(settings, pool, terms);
  const providers: Providers = { shares: 0n, required: 0.05, elasticity: 1, first: settings.liquidity };
  // Past the limits: this is what was brought in over the weeks before.
  for (const [chain, share] of flow.shares.entries()) {
    const limit = pool.limits[chain]!;
    const { capacity } = limit;
    const amount = units(settings.liquidity * share);
    setCapacity(limit, amount, 0n);
    putIn(pool, providers, chain, amount);
    Object.assign(limit, { capacity, used: 0n });
  }
  const rebalancers = [1, 1.6, 2.8].map(
    (factor, index): Rebalancer => ({
      ...{
        account: `rebalancer ${index}`,
        costShare: factor * settings.carriage * 1e-6,
        gas: 2,
        delaySeconds: 1_800,
        free: settings.liquidity / 20,
      },
      ...{ travelling: [], profit: 0, moved: 0 },
    }),
  );
  const inventory = flow.shares.map((share) => (share * settings.liquidity) / 5);
  const solver: Solver = {
    ...{ inventory, wanted: [...inventory], mostFee: 0.0005, filled: 0, repaidElsewhere: 0, fees: 0, rebates: 0 },
  };
  const filled = (): Filled => ({ total: 0, atOnce: 0, withinHour: 0 });
  return {
    ...{ settings, pool, flow, providers, rebalancers, solver, waiting: [] as Waiting[], probe, terms },
    disturber: { capital: settings.liquidity / 20, taken: undefined, fees: 0, rebates: 0 },
    lie: createLie(settings),
    random: createRandom(settings.seed, "agents"),
    ...{ orders: filled(), value: filled(), today: filled() },
    refused: { custody: 0, limit: 0, spread: 0 },
    count: {
      spreads: 0,
      dripped: 0,
      leastCustody: 1,
      longestLack: 0,
      lack: 0,
    },
    lacking: flow.shares.map(() => 0),
    firstPrice: sharePrice(pool),
    series: {
      custody: flow.shares.map(() => []),
      ...{ sharePrice: [], reserve: [], potential: [], liquidity: [], atOnce: [], fees: [] },
    } as Series,
  };
}

/** Each chain should hold as much of the liquidity as it has of all traffic in the long run. */
function setTargets({ pool, flow, settings }: Run): void {
  const total = tokens(pool.imbalance.chains.reduce((sum, { amount }) => sum + amount, 0n));
  for (const [chain, share] of flow.shares.entries()) {
    const wanted = units(settings.target * total * share);
    const now = pool.imbalance.chains[chain]!.target;
    // What the reserve does not cover is raised as far as it goes.
    for (const part of [4n, 3n, 2n, 1n])
      if (setTarget(pool.imbalance, chain, now + ((wanted - now) * part) / 4n, pool.time)) break;
  }
}

function beginDay(run: Run, time: number): void {
  const { pool, providers, series, today } = run;
  drip(run);
  const sinceDays = Math.min(14, series.sharePrice.length - 1);
  if (sinceDays > 0) {
    const growth = series.sharePrice.at(-1)! / series.sharePrice.at(-1 - sinceDays)! - 1;
    provide(pool, providers, (growth / sinceDays) * 365, run.random);
  }
  for (const [chain, { amount, target }] of pool.imbalance.chains.entries()) {
    series.custody[chain]!.push(target === 0n ? 1 : tokens(amount) / tokens(target));
  }
  series.sharePrice.push(Number(sharePrice(pool)) / Number(run.firstPrice));
  series.reserve.push(tokens(pool.imbalance.reserve));
  series.potential.push(tokens(pool.imbalance.potential));
  series.liquidity.push(tokens(totalAssets(pool)));
  series.fees.push(tokens(pool.feesCollected));
  if (time > 0) series.atOnce.push(today.total === 0 ? 1 : today.atOnce / today.total);
  Object.assign(today, { total: 0, atOnce: 0, withinHour: 0 });
}

/** What the reserve holds beyond the potential goes to the vault, a part each day. */
function drip({ pool, settings, count }: Run): void {
  const surplus = pool.imbalance.reserve - pool.imbalance.potential;
  if (settings.dripDays === 0 || surplus <= 0n) return;
  const amount = surplus / BigInt(settings.dripDays);
  pool.imbalance.reserve -= amount;
  credit(pool, vaultAccount, amount);
  lock(pool, amount);
  count.dripped += tokens(amount);
}

function beginHour({ pool, solver, lacking, count, disturber, random }: Run): void {
  drawAll(pool, solver);
  disturb(pool, disturber, random);
  for (const [chain, { amount, target }] of pool.imbalance.chains.entries()) {
    if (target === 0n) continue;
    const ratio = tokens(amount) / tokens(target);
    if (ratio < count.leastCustody) count.leastCustody = ratio;
    lacking[chain] = ratio < 0.1 ? lacking[chain]! + 1 : 0;
    if (ratio < 0.1) count.lack++;
    if (lacking[chain]! > count.longestLack) count.longestLack = lacking[chain]!;
  }
}

function beginTenMinutes({ pool, rebalancers, disturber, solver }: Run, time: number): void {
  for (const account of pool.locals.keys()) {
    const rebates = tokens(mature(pool, account));
    if (account === disturberAccount) disturber.rebates += rebates;
    if (account === solverAccount) solver.rebates += rebates;
  }
  for (const rebalancer of rebalancers) rebalance(pool, rebalancer, time);
}

function retry(run: Run, time: number): void {
  const { waiting } = run;
  let kept = 0;
  for (const order of waiting) {
    if (time - order.at > patience) continue;
    if (attempt(run, order)) note(run, order, "withinHour");
    else waiting[kept++] = order;
  }
  waiting.length = kept;
}

/** An order comes up: an active solver takes it, or it is brought to the vault with what it asks for, up to a limit. */
function take(run: Run, wish: Wish): void {
  const { pool, solver, settings, terms } = run;
  pool.time = BigInt(wish.at);
  if (wish.active && solve(pool, solver, wish, settings.margin * 1e-6)) return;
  const { origin, destination } = wish;
  const input = units(wish.input);
  const custody = payableOn(pool, destination);
  const least = { origin, destination, input, output: input - (input * 9n) / 10_000n };
  const asked = custody < least.output ? input : asking(pool, least, terms);
  const accepted = units(wish.input * wish.tolerance);
  const offered = asked + input / 50_000n;
  const order = { ...least, output: input - (offered < accepted ? offered : accepted), at: wish.at, sum: wish.input };
  for (const filled of [run.orders, run.today]) filled.total++;
  run.value.total += order.sum;
  run.probe.before(order, highestFee(pool, order, terms));
  const filled = attempt(run, order);
  run.probe.after(filled);
  if (filled) {
    note(run, order, "atOnce");
    return;
  }
  run.refused[refusal(pool, order, terms)!]++;
  run.waiting.push(order);
}

/** Of an output a little larger than what it will be, so that it suffices. */
function asking(pool: Pool, order: PooledOrder, terms: Run["terms"]): bigint {
  const larger = { ...order, output: order.input };
  if (payableOn(pool, order.destination) < larger.output) return askedSpread(pool, order, terms);
  return askedSpread(pool, larger, terms);
}

function attempt({ pool, terms }: Run, order: PooledOrder): boolean {
  if (refusal(pool, order, terms) !== undefined) return false;
  fill(pool, order);
  return true;
}

function note(run: Run, order: Waiting, when: "atOnce" | "withinHour"): void {
  for (const filled of [run.orders, run.today]) filled.withinHour++;
  run.value.withinHour += order.sum;
  run.count.spreads += tokens(order.input - order.output);
  if (when === "withinHour") return;
  for (const filled of [run.orders, run.today]) filled.atOnce++;
  run.value.atOnce += order.sum;
}

function end(run: Run): Outcome {
  const { pool, settings, count, solver, disturber, rebalancers, lie: state, orders, value, series, probe } = run;
  const last = Number(sharePrice(pool)) / Number(run.firstPrice);
  const { capacity, windowSeconds } = pool.limits[state.chain]!;
  return {
    ...{ settings, orders, value, series, attack: probe.attack },
    spread: count.spreads / value.withinHour,
    refused: run.refused,
    providersReturn: last ** (365 / settings.days) - 1,
    liquidity: series.liquidity.reduce((sum, amount) => sum + amount, 0) / series.liquidity.length,
    ...{ leastCustody: count.leastCustody, longestLack: count.longestLack, lack: count.lack, dripped: count.dripped },
    fees: tokens(pool.feesCollected),
    payoutFees: tokens(pool.payoutFeesPaid),
    rebates: tokens(pool.rebatesPaid),
    reserve: tokens(pool.imbalance.reserve),
    rebalancers: {
      profit: rebalancers.reduce((sum, { profit }) => sum + profit, 0),
      moved: rebalancers.reduce((sum, { moved }) => sum + moved, 0),
    },
    solver: { filled: solver.filled, elsewhere: solver.repaidElsewhere, profit: solver.rebates - solver.fees },
    disturber: disturber.rebates - disturber.fees,
    lie: { ...state, bound: tokens(capacity + (capacity * BigInt(state.until - state.from)) / windowSeconds) },
    outOfBooks: outOfBooks(pool),
  };
}
