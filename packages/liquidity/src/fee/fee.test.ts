import fc from "fast-check";
import { expect, test } from "vitest";
import { smaller } from "../amount.ts";
import { type Custody, type Imbalance, largestSlope } from "./Imbalance.ts";
import { join, leave } from "./join.ts";
import { potentialAt } from "./potentialAt.ts";
import { quoteFee, quoteRebate } from "./quote.ts";
import { setTarget } from "./setTarget.ts";

const now = 1_000_000n;
const windowSeconds = 600n;
const chainCount = 3;

/** Amounts of every size: some units, where rounding is all, up to 2^100. */
const amountOf = (most: bigint) => fc.oneof(fc.bigInt(0n, most), fc.bigInt(0n, most < 50n ? most : 50n));

const custodyOf: fc.Arbitrary<Custody> = fc
  .record({ target: fc.oneof(fc.bigInt(0n, 2n ** 100n), fc.bigInt(0n, 2_000n)), slope: fc.bigInt(0n, largestSlope) })
  .chain(({ target, slope }) =>
    fc
      .record({ amount: amountOf(2n * target + 100n), share: fc.bigInt(0n, 1_000n), above: fc.bigInt(0n, 1_000n) })
      .map(({ amount, share, above }) => ({
        ...{ target, slope, amount, touchedAt: now },
        fall: amount < target ? ((target - amount) * share) / 1_000n : 0n,
        rise: (amount * above) / 1_000n,
      })),
  );

/** Any state, the reserve covering all rebates or not. */
const imbalanceOf: fc.Arbitrary<Imbalance> = fc
  .record({
    chains: fc.array(custodyOf, { minLength: chainCount, maxLength: chainCount }),
    covered: fc.bigInt(0n, 2_000n),
    surplus: fc.bigInt(0n, 100n),
  })
  .map(({ chains, covered, surplus }) => {
    const potential = chains.reduce((sum, custody) => sum + potentialAt(custody, custody.amount), 0n);
    const reserve = (potential * covered) / 1_000n + surplus;
    return { chains, potential, reserve, rebateShare: 500_000n, windowSeconds };
  });

const chainOf = fc.nat(chainCount - 1);
const moveOf = fc.record({
  chain: chainOf,
  joins: fc.boolean(),
  /** Of what the chain holds, or of its target, thousandths. */
  part: fc.bigInt(0n, 1_000n),
  wait: fc.oneof(fc.constant(0n), fc.bigInt(0n, 1_500n)),
  own: fc.boolean(),
});

const copyOf = (imbalance: Imbalance): Imbalance => ({
  ...imbalance,
  chains: imbalance.chains.map((custody) => ({ ...custody })),
});

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const potentialOf = ({ chains }: Imbalance) => sum(chains.map((custody) => potentialAt(custody, custody.amount)));

/** An amount of a part, of what can leave, or of what may join. */
function sizeOf(
  { chains }: Imbalance,
  { chain, joins, part }: { chain: number; joins: boolean; part: bigint },
): bigint {
  const { amount, target } = chains[chain]!;
  return ((joins ? target + 10n : amount) * part) / 1_000n;
}

const cuts = fc.array(fc.bigInt(1n, 1_000n), { minLength: 2, maxLength: 12 });

function partsOf(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = sum(weights);
  const parts = weights.map((weight) => (amount * weight) / total);
  parts[0]! += amount - sum(parts);
  return parts;
}

test("what is quoted is charged, and the potential is the sum of the chains'", () => {
  fc.assert(
    fc.property(imbalanceOf, fc.array(moveOf, { maxLength: 20 }), (imbalance, moves) => {
      let time = now;
      for (const move of moves) {
        time += move.wait;
        const amount = sizeOf(imbalance, move);
        if (move.joins) {
          const quoted = quoteRebate(imbalance, move.chain, amount, time);
          expect(join(imbalance, move.chain, amount, time)).toBe(quoted);
        } else {
          const quoted = quoteFee(imbalance, move.chain, amount, time);
          expect(leave(imbalance, move.chain, amount, time)).toBe(quoted);
        }
      }
      expect(imbalance.potential).toBe(potentialOf(imbalance));
      for (const { amount: held, fall, rise, target } of imbalance.chains) {
        expect(fall >= 0n && rise >= 0n && rise <= held).toBe(true);
        expect(fall === 0n || held + fall <= target).toBe(true);
      }
    }),
  );
});

test("on a chain that was quiet, a fee is the difference of the potential, however the way is cut", () => {
  fc.assert(
    fc.property(imbalanceOf, chainOf, fc.bigInt(0n, 1_000n), cuts, (imbalance, chain, part, weights) => {
      const amount = sizeOf(imbalance, { chain, joins: false, part });
      const later = now + 10n * windowSeconds;
      const before = imbalance.potential;
      const paid = sum(partsOf(amount, weights).map((piece) => leave(imbalance, chain, piece, later)));
      expect(paid).toBe(imbalance.potential - before);
    }),
  );
});

test("in parts, leaving is never cheaper", () => {
  fc.assert(
    fc.property(imbalanceOf, chainOf, fc.bigInt(0n, 1_000n), cuts, (imbalance, chain, part, weights) => {
      const amount = sizeOf(imbalance, { chain, joins: false, part });
      const whole = quoteFee(imbalance, chain, amount, now);
      const paid = sum(partsOf(amount, weights).map((piece) => leave(imbalance, chain, piece, now)));
      expect(paid).toBeGreaterThanOrEqual(whole);
    }),
  );
});

test("in parts, joining never earns more, covered or not", () => {
  fc.assert(
    fc.property(imbalanceOf, chainOf, fc.bigInt(0n, 1_000n), cuts, (imbalance, chain, part, weights) => {
      const amount = sizeOf(imbalance, { chain, joins: true, part });
      const whole = quoteRebate(imbalance, chain, amount, now);
      const earned = sum(partsOf(amount, weights).map((piece) => join(imbalance, chain, piece, now)));
      expect(earned).toBeLessThanOrEqual(whole);
    }),
  );
});

test("a fee is at least by how much the potential rises, a rebate at most half of by how much it falls", () => {
  fc.assert(
    fc.property(imbalanceOf, moveOf, (imbalance, move) => {
      const before = imbalance.potential;
      const amount = sizeOf(imbalance, move);
      if (move.joins) {
        expect(2n * join(imbalance, move.chain, amount, now)).toBeLessThanOrEqual(before - imbalance.potential);
      } else {
        expect(leave(imbalance, move.chain, amount, now)).toBeGreaterThanOrEqual(imbalance.potential - before);
      }
    }),
  );
});

test("rebates never exceed what was collected, and what is covered stays covered", () => {
  fc.assert(
    fc.property(imbalanceOf, fc.array(moveOf, { maxLength: 30 }), (imbalance, moves) => {
      let time = now;
      const first = imbalance.reserve;
      let fees = 0n;
      let rebates = 0n;
      for (const move of moves) {
        time += move.wait;
        const surplus = 2n * imbalance.reserve - imbalance.potential;
        const amount = sizeOf(imbalance, move);
        if (move.joins) rebates += join(imbalance, move.chain, amount, time);
        else fees += leave(imbalance, move.chain, amount, time);
        const after = 2n * imbalance.reserve - imbalance.potential;
        if (imbalance.reserve < 0n || after < smaller(surplus, 0n)) expect.fail(`${imbalance.reserve}, ${after}`);
      }
      expect(imbalance.reserve).toBe(first + fees - rebates);
    }),
  );
});

test("in one block, whose moves cancel out earns nothing, whatever others do in between", () => {
  fc.assert(
    fc.property(imbalanceOf, fc.array(moveOf, { minLength: 2, maxLength: 12 }), (imbalance, moves) => {
      const open = imbalance.chains.map(() => 0n);
      let profit = 0n;
      const moveOwn = (chain: number, change: bigint) => {
        profit += change < 0n ? -leave(imbalance, chain, -change, now) : join(imbalance, chain, change, now);
        open[chain]! += change;
      };
      for (const move of moves) {
        const amount = sizeOf(imbalance, move);
        if (move.own) moveOwn(move.chain, move.joins ? amount : -amount);
        else if (move.joins) join(imbalance, move.chain, amount, now);
        else leave(imbalance, move.chain, amount, now);
      }
      for (const [chain, change] of open.entries()) {
        // Who cannot take back out what it put in has paid more than any rebate.
        fc.pre(imbalance.chains[chain]!.amount >= change);
        if (change !== 0n) moveOwn(chain, -change);
      }
      expect(profit).toBeLessThanOrEqual(0n);
    }),
    { numRuns: 2_000 },
  );
});

test("over blocks, the front of a sandwich adds nothing, unless it takes away what lies above the target", () => {
  const cases = fc.record({
    target: fc.bigInt(10n ** 6n, 2n ** 100n),
    held: fc.bigInt(0n, 1_000n),
    front: fc.bigInt(1n, 1_000n),
    victim: fc.bigInt(1n, 1_000n),
    slope: fc.bigInt(1n, largestSlope),
  });
  fc.assert(
    fc.property(cases, ({ target, held, front, victim, slope }) => {
      const amount = (target * held) / 1_000n;
      const x = (amount * front) / 2_000n;
      const v = (amount * victim) / 2_000n;
      const custody = { amount, target, slope, fall: 0n, rise: 0n, touchedAt: now };
      const potential = potentialAt(custody, amount);
      const quiet = { chains: [custody], reserve: potential, potential, rebateShare: 500_000n, windowSeconds };
      const later = now + windowSeconds;

      const alone = copyOf(quiet);
      leave(alone, 0, v, now);
      const rebalanced = join(alone, 0, x, later);

      const attacked = copyOf(quiet);
      const paid = leave(attacked, 0, x, now);
      leave(attacked, 0, v, now);
      // Each of the four potentials is rounded down once.
      expect(join(attacked, 0, x, later) - paid).toBeLessThanOrEqual(rebalanced + 2n);
    }),
  );
});

test("what lies above the target is free to take, which makes others pay", () => {
  const token = 10n ** 18n;
  const custody = {
    amount: 1_300n * token,
    target: 1_000n * token,
    slope: 10_000n,
    fall: 0n,
    rise: 0n,
    touchedAt: now,
  };
  const imbalance = { chains: [custody], reserve: 0n, potential: 0n, rebateShare: 500_000n, windowSeconds };
  expect(leave(imbalance, 0, 300n * token, now)).toBe(0n);
  expect(leave(imbalance, 0, 300n * token, now)).toBe((9n * token) / 10n);
  expect(join(copyOf(imbalance), 0, 300n * token, now)).toBe(0n);
  expect(join(imbalance, 0, 300n * token, now + windowSeconds)).toBe((45n * token) / 100n);
});

test("a target is raised only as far as the reserve pays for all rebates", () => {
  const custody = { amount: 0n, target: 0n, slope: 10_000n, fall: 0n, rise: 0n, touchedAt: now };
  const imbalance = { chains: [custody], reserve: 4n, potential: 0n, rebateShare: 500_000n, windowSeconds };
  expect(setTarget(imbalance, 0, 1_000n, now)).toBe(false);
  expect(custody.target).toBe(0n);
  imbalance.reserve = 5n;
  expect(setTarget(imbalance, 0, 1_000n, now)).toBe(true);
  expect(imbalance.potential).toBe(10n);
  custody.amount = 2_000n;
  imbalance.potential = 0n;
  expect(setTarget(imbalance, 0, 2_000n, now)).toBe(true);
  expect(setTarget(imbalance, 0, 0n, now)).toBe(true);
});

test("in one block, whose moves cancel out around a raised target earns nothing", () => {
  const factorOf = fc.bigInt(1_001n, 5_000n);
  fc.assert(
    fc.property(imbalanceOf, chainOf, fc.bigInt(0n, 1_000n), factorOf, (imbalance, chain, part, factor) => {
      const amount = sizeOf(imbalance, { chain, joins: false, part });
      const paid = leave(imbalance, chain, amount, now);
      // Covers whatever it is raised to.
      imbalance.reserve += 2n ** 110n;
      expect(setTarget(imbalance, chain, (imbalance.chains[chain]!.target * factor) / 1_000n + 1n, now)).toBe(true);
      expect(join(imbalance, chain, amount, now)).toBeLessThanOrEqual(paid);
    }),
  );
});

test("what a raised target promises is paid for once its window is over", () => {
  const token = 10n ** 18n;
  const custody = { amount: 600n * token, target: 500n * token, slope: 10_000n, fall: 0n, rise: 0n, touchedAt: now };
  const imbalance = { chains: [custody], reserve: 10n * token, potential: 0n, rebateShare: 500_000n, windowSeconds };
  expect(setTarget(imbalance, 0, 1_000n * token, now)).toBe(true);
  expect(quoteRebate(imbalance, 0, 400n * token, now)).toBe(0n);
  expect(quoteRebate(imbalance, 0, 400n * token, now + 120n)).toBe((2n * token) / 10n);
  expect(quoteRebate(imbalance, 0, 400n * token, now + windowSeconds)).toBe((8n * token) / 10n);
  // A lower one promises less: nothing new is to be forgotten.
  expect(setTarget(imbalance, 0, 900n * token, now + windowSeconds)).toBe(true);
  expect(custody.fall).toBe(0n);
});
