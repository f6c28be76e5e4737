import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawPlan } from "./drawPlan.ts";
import { type Databases, openDatabases } from "./openDatabases.ts";
import { readCases } from "./readCases.ts";
import { runPlan } from "./runPlan.ts";

let server: RunningPostgres;
let databases: Databases;

beforeAll(async () => {
  server = await startPostgres();
  databases = await openDatabases(server.url, "cases");
});

afterAll(async () => {
  await databases?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

test.each(readCases())(
  "$name: $kept.found",
  async ({ kept: { plan } }) => {
    await using database = await databases.open();
    expect((await runPlan(plan, database)).wrong).toEqual([]);
  },
  180_000,
);

test("a seed stands for one plan", () => {
  expect(drawPlan(7)).toEqual(drawPlan(7));
  expect(drawPlan(7)).not.toEqual(drawPlan(8));
  expect(drawPlan(7).chains).toHaveLength(4);
});
