import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";

test("a sleep takes as long as asked, by the same clock", async () => {
  const before = systemClock.now();
  await systemClock.sleep(20);
  expect(systemClock.now() - before).toBeGreaterThan(15);
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
});

test("a sleep ends with its signal, and does not start after it", async () => {
  const stop = new AbortController();
  const sleeping = systemClock.sleep(3_600_000, stop.signal);
  stop.abort();
  await sleeping;
  await systemClock.sleep(3_600_000, stop.signal);
});
