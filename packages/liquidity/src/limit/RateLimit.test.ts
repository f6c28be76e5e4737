import { expect, test } from "vitest";
import { available, type RateLimit, setCapacity, use } from "./RateLimit.ts";

const limit = (): RateLimit => ({ capacity: 1_000n, windowSeconds: 100n, used: 0n, updatedAt: 0n });

test("what was used becomes free again in a window", () => {
  const bucket = limit();
  use(bucket, 1_000n, 0n);
  expect(available(bucket, 0n)).toBe(0n);
  expect(available(bucket, 1n)).toBe(10n);
  expect(available(bucket, 100n)).toBe(1_000n);
  expect(available(bucket, 1_000n)).toBe(1_000n);
});

test("nothing beyond it can be used", () => {
  const bucket = limit();
  use(bucket, 600n, 0n);
  expect(() => use(bucket, 501n, 10n)).toThrow("The limit allows 500, not 501.");
  use(bucket, 500n, 10n);
  expect(available(bucket, 10n)).toBe(0n);
});

test("over any time, no more than the capacity and what became free", () => {
  const bucket = limit();
  let used = 0n;
  for (let time = 0n; time <= 250n; time += 7n) {
    const most = available(bucket, time);
    use(bucket, most, time);
    used += most;
  }
  expect(used).toBeLessThanOrEqual(1_000n + 2_500n);
});

test("a capacity of zero closes it at once", () => {
  const bucket = limit();
  setCapacity(bucket, 0n, 5n);
  expect(available(bucket, 1_000n)).toBe(0n);
});
