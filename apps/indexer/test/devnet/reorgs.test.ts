import { setTimeout as sleep } from "node:timers/promises";
import { runProcess, startIndexer } from "@concert/devnet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type IndexedDevnet, main, openDevnet } from "./openDevnet.ts";

let indexed: IndexedDevnet;

beforeAll(async () => {
  indexed = await openDevnet();
}, 120_000);

afterAll(() => indexed?.[Symbol.asyncDispose]());

test("a reorg of the last blocks leaves what a fresh index has", async () => {
  const schema = "reorganised";
  await using _ = await indexed.start(schema);
  await indexed.playTraffic({ seed: 5, orderCount: 4 });
  await indexed.untilAtHeads(schema);
  await indexed.reorganise(2);
  await indexed.untilAtHeads(schema);

  await using __ = await indexed.start("reorganised_fresh");
  await indexed.untilAtHeads("reorganised_fresh");
  expect(await indexed.stateOf(schema)).toEqual(await indexed.stateOf("reorganised_fresh"));
  expect(await indexed.check(schema)).toContain("as recomputed");
  // A block that was made meanwhile may not have been indexed before it was replaced.
  const [replaced] = await indexed.query<{ count: number }>(
    schema,
    "select count(distinct chain_id)::integer as count from cut_checkpoint where replaced_block_count >= 1",
  );
  expect(replaced!.count).toBe(indexed.devnet.chains.length);
}, 120_000);

test("a reorg of final blocks stops the chains, changes nothing, and is followed once they are rewound", async () => {
  const schema = "final";
  const lines: string[] = [];
  await using indexer = await startIndexer({
    ...{
      configFile: indexed.devnet.configFile,
      deploymentFile: indexed.devnet.deploymentFile,
      databaseUrl: indexed.databaseUrl,
      schema,
    },
    onLine: (line) => lines.push(line),
  });
  await indexed.playTraffic({ seed: 11, orderCount: 4 });
  await indexed.untilAtHeads(schema);
  await indexed.reorganise(8);

  const readiness = async () => {
    const response = await fetch(`${new URL(indexer.url).origin}/readyz`);
    return { status: response.status, body: (await response.json()) as { chains: { state: string; error: string }[] } };
  };
  await expect
    .poll(async () => (await readiness()).body.chains.map(({ state }) => state), { timeout: 30_000 })
    .toEqual(["stopped", "stopped", "stopped"]);
  const before = await indexed.stateOf(schema);
  await sleep(3_000);
  expect(await indexed.stateOf(schema)).toEqual(before);
  const { status, body } = await readiness();
  expect(status).toBe(503);
  expect(lines.filter((line) => line.includes("error the chain is stopped"))).toHaveLength(3);

  const advice = /run "concert indexer rewind --chain (\d+) --to (\d+)"/;
  const errors = body.chains.map(({ error }) => error);
  expect(errors, lines.join("\n")).toEqual(body.chains.map(() => expect.stringMatching(advice)));
  for (const error of errors) {
    const [, chain, to] = advice.exec(error)!;
    const arguments_ = [main, "rewind", "--schema", schema, "--chain", chain!, "--to", to!];
    await runProcess({
      ...{ name: "rewind", command: process.execPath, arguments: arguments_ },
      environment: { DATABASE_URL: indexed.databaseUrl },
    });
  }
  await indexed.untilAtHeads(schema);
  await using __ = await indexed.start("final_fresh");
  await indexed.untilAtHeads("final_fresh");
  expect(await indexed.stateOf(schema)).toEqual(await indexed.stateOf("final_fresh"));
  expect(await indexed.stateOf(schema)).not.toEqual(before);
  expect(await indexed.check(schema)).toContain("as recomputed");
  expect(await indexed.query(schema, "select from rewind_log")).toHaveLength(3);
}, 180_000);
