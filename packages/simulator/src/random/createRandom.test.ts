import { expect, test } from "vitest";
import { createRandom } from "./createRandom.ts";

const draws = (seed: number) => {
  const random = createRandom(seed);
  return [random.draw(1_000_000), random.hex32(), random.fork("a").hex32(), random.fork("b").hex32(), random.hex32()];
};

test("a seed determines the draws, whatever its forks are asked", () => {
  expect(draws(1)).toEqual(draws(1));
  expect(new Set([...draws(1), ...draws(2), ...draws(3)]).size).toBe(15);
  const asked = createRandom(1);
  for (let index = 0; index < 10; index++) asked.fork("a").draw(5);
  expect(asked.draw(1_000_000)).toBe(draws(1)[0]);
});

test("draws are spread evenly, within bounds", () => {
  const random = createRandom(7);
  const counts = [0, 0, 0, 0, 0];
  for (let index = 0; index < 10_000; index++) counts[random.draw(5)]!++;
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(250);
  expect(Array.from({ length: 10_000 }, () => random.chance(0.1)).filter(Boolean).length).toBeLessThan(1_200);
});
