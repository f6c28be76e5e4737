import fc from "fast-check";
import { expect, test } from "vitest";
import { units } from "../amount.ts";
import { setTarget } from "../fee/setTarget.ts";
import { defaults } from "../Settings.ts";
import { arrive, createPool, credit, outOfBooks, type Pool } from "./Pool.ts";
import { deposit, fill, redeem, refusal, sharePrice, totalAssets } from "./vault.ts";

const terms = { margin: 200n, pass: 1_000_000n };

function createFilled(slope: number = defaults.slope): Pool {
  const pool = createPool({ ...defaults, slope, chains: 3, liquidity: 3_000, limit: 10 });
  for (const chain of [0, 1, 2]) {
    arrive(pool, "provider", chain, units(1_000));
    setTarget(pool.imbalance, chain, units(800), 0n);
  }
  deposit(pool, "provider", units(3_000));
  return pool;
}

const actionOf = fc.record({
  kind: fc.constantFrom("deposit", "redeem", "fill", "wait"),
  origin: fc.nat(2),
  hop: fc.integer({ min: 1, max: 2 }),
  sum: fc.double({ min: 0.000001, max: 900, noNaN: true }),
  spread: fc.double({ min: 0, max: 0.01, noNaN: true }),
});

test("the share price never falls, and the books balance to the unit", () => {
  fc.assert(
    fc.property(fc.array(actionOf, { maxLength: 40 }), (actions) => {
      const pool = createFilled();
      let shares = 0n;
      for (const { kind, origin, hop, sum, spread } of actions) {
        const before = sharePrice(pool);
        if (kind === "wait") pool.time += BigInt(Math.round(sum * 60));
        if (kind === "deposit") {
          arrive(pool, "other", origin, units(sum));
          const balance = pool.balances.get("other")!;
          if (balance > 0n) shares += deposit(pool, "other", balance);
        }
        if (kind === "redeem") {
          const part = (shares * BigInt(Math.round(sum))) / 900n;
          redeem(pool, "other", part);
          shares -= part;
        }
        if (kind === "fill") {
          const input = units(sum);
          const output = input - units(sum * spread);
          const order = { origin, destination: (origin + hop) % 3, input, output };
          if (output > 0n && refusal(pool, order, terms) === undefined) fill(pool, order);
        }
        expect(sharePrice(pool)).toBeGreaterThanOrEqual(before);
        expect(outOfBooks(pool)).toBe(0n);
      }
    }),
  );
});

test("a fill's profit comes to belong to the shares within a day", () => {
  const pool = createFilled(0);
  const before = totalAssets(pool);
  const input = units(100);
  fill(pool, { origin: 0, destination: 1, input, output: input - units(1) });
  expect(totalAssets(pool)).toBe(before);
  pool.time += 43_200n;
  // What a payout costs is taken off.
  expect(totalAssets(pool)).toBe(before + units(0.475));
  pool.time += 43_200n;
  expect(totalAssets(pool)).toBe(before + units(0.95));
});

test("the first to deposit gains nothing from making shares dear", () => {
  const pool = createPool({ ...defaults, chains: 3 });
  credit(pool, "first", units(1_000));
  credit(pool, "second", units(1_000));
  const shares = deposit(pool, "first", 1n);
  // Whatever is sent to it would have to come as profit.
  credit(pool, "first", -units(999));
  credit(pool, "vault", units(999));
  const others = deposit(pool, "second", units(1_000));
  const got = redeem(pool, "first", shares);
  expect(got).toBeLessThan(units(999));
  expect(redeem(pool, "second", others)).toBeGreaterThan(units(990));
});
