import { expect, test } from "vitest";
import { defaults, type Settings } from "./Settings.ts";
import { type Outcome, simulate } from "./simulate.ts";

const month: Settings = { ...defaults, days: 30, attacks: 60 };

const figures = ({ attack: _, ...outcome }: Outcome) => outcome;

test("a seed determines everything", () => {
  const short = { ...defaults, days: 4 };
  expect(figures(simulate(short))).toEqual(figures(simulate(short)));
  expect(figures(simulate({ ...short, seed: 2 }))).not.toEqual(figures(simulate(short)));
});

test("a month: the books balance, the lying chain takes no more than its limit, nobody earns by attacking", () => {
  const outcome = simulate(month);
  expect(outcome.outOfBooks).toBe(0n);
  expect(outcome.orders.total).toBeGreaterThan(5_000);
  expect(outcome.rebates).toBeLessThan(outcome.fees);
  expect(outcome.lie.taken).toBeGreaterThan(0);
  expect(outcome.lie.taken).toBeLessThanOrEqual(outcome.lie.bound);
  expect(outcome.disturber).toBeLessThanOrEqual(0);

  const { attempts, value, moments } = outcome.attack();
  expect(moments).toBeGreaterThan(40);
  // What lies above a target is free to take away, so that the next order pays more: as much as its bound leaves above
  // the quote, a fifth of a basis point. Half of that comes back as a rebate; the vault's owner gets the rest, too.
  const most = { "sandwich, over blocks": 1e-5 * value, "sandwich by the vault's owner": 2e-5 * value };
  for (const { name, excess, unbounded } of attempts) {
    if (name in most) expect.soft(excess, name).toBeLessThan(most[name as keyof typeof most]);
    else expect.soft({ name, excess, unbounded }).toEqual({ name, excess: 0, unbounded: 0 });
  }
});

test("without a fee, chains run dry and fewer orders are filled", () => {
  const charged = simulate(month);
  const without = simulate({ ...month, slope: 0 });
  expect(without.fees).toBe(0);
  expect(without.leastCustody).toBeLessThan(0.001);
  expect(without.longestLack).toBeGreaterThan(48);
  expect(charged.longestLack).toBeLessThan(24);
  expect(charged.value.atOnce / charged.value.total).toBeGreaterThan(without.value.atOnce / without.value.total + 0.05);
});

test("where profit belongs to the shares at once, who comes for one order takes it", () => {
  const { attempts } = simulate({ ...month, days: 10, unlockHours: 0 }).attack();
  expect(attempts.find(({ name }) => name === "just-in-time deposit")!.excess).toBeGreaterThan(0);
});
