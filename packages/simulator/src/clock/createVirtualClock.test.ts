import { expect, test } from "vitest";
import { createVirtualClock } from "./createVirtualClock.ts";

test("sleepers wake in the order of their times, when the clock is there", async () => {
  const clock = createVirtualClock(1_000);
  const woken: [string, number][] = [];
  const sleep = async (name: string, milliseconds: number) => {
    await clock.sleep(milliseconds);
    woken.push([name, clock.now()]);
  };
  void sleep("late", 50);
  void sleep("early", 10);
  void sleep("second early", 10);
  void (async () => {
    await sleep("first", 5);
    await sleep("then", 5);
  })();
  expect(clock.nextWakeAt()).toBe(1_005);
  await clock.advance(20);
  expect(clock.now()).toBe(1_020);
  expect(woken).toEqual([
    ["first", 1_005],
    ["early", 1_010],
    ["second early", 1_010],
    ["then", 1_010],
  ]);
  await clock.advance(30);
  expect(woken.at(-1)).toEqual(["late", 1_050]);
  expect(clock.nextWakeAt()).toBeUndefined();
});

test("an abort wakes at once", async () => {
  const clock = createVirtualClock(0);
  const controller = new AbortController();
  const slept = clock.sleep(1_000, controller.signal);
  controller.abort();
  await slept;
  expect([clock.now(), clock.nextWakeAt()]).toEqual([0, undefined]);
  await clock.sleep(1_000, controller.signal);
});

test("what is less than a millisecond is time, too", async () => {
  const clock = createVirtualClock();
  const start = clock.now();
  await Promise.all([clock.sleep(1e-5), clock.advance(1)]);
  expect(clock.now()).toBe(start + 1);
  const slept = clock.sleep(1e-5);
  expect(clock.nextWakeAt()).toBe(start + 2);
  await Promise.all([slept, clock.advance(1)]);
});
