import { expect, test } from "vitest";
import { explainFloor } from "./explainFloor.ts";

test("the floor is explained by what an event takes in each stage", () => {
  const explained = explainFloor({
    stages: { fetch: 200_000, parse: 250_000, decode: 125_000, copy: 80_000, project: 20_000 },
    eventsPerSecond: 15_000,
    copyRowsPerSecond: 100_000,
    rowsPerEvent: 2,
  });
  expect(explained).toBe(
    "An event takes 92 µs (fetch 5, parse 4, decode 8, copy 25, project 50): 10870 events/s one stage after the other, 15000 side by side. The projection alone makes 0.2 events per row of COPY alone.",
  );
});
