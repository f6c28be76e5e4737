import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../../test/schemas.ts";
import { type Leases, leaseChains } from "./leaseChains.ts";

const chainIds = [1n, 2n, 3n, 4n];
const worker = fileURLToPath(new URL("../../test/leaseWorker.ts", import.meta.url));

let database: RunningPostgres;
let schemas = 0;

beforeAll(async () => {
  database = await startPostgres();
});

afterAll(async () => {
  await database?.[Symbol.asyncDispose]();
});

test("workers that come and go share the chains, each chain at one of them", async () => {
  const lease = leaser();
  const first = lease();
  await shares([first], [4]);
  const second = lease();
  await shares([first, second], [2, 2]);
  const third = lease();
  await shares([first, second, third], [1, 1, 2]);
  await second[Symbol.asyncDispose]();
  await shares([first, third], [2, 2]);
  await first[Symbol.asyncDispose]();
  await shares([third], [4]);
  await third[Symbol.asyncDispose]();
});

test("the leases of one schema are none of another's", async () => {
  await using first = leaser()();
  await using second = leaser()();
  await shares([first], [4]);
  await shares([second], [4]);
});

test("a killed worker's chains move on within a second", async () => {
  const schema = `leased_${++schemas}`;
  const child = spawn(process.execPath, [worker, schema, ...chainIds.map(String)], {
    env: { ...process.env, DATABASE_URL: database.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await printed.next()).value).toBe("1,2,3,4");
  await using survivor = leaser(schema)();
  await shares([survivor], [2]);

  const killedAt = performance.now();
  child.kill("SIGKILL");
  await expect.poll(() => survivor.held.size, { interval: 5 }).toBe(4);
  expect(performance.now() - killedAt).toBeLessThan(1_000);
});

test("a worker whose connection breaks holds nothing, and takes part again", async () => {
  const schema = `leased_${++schemas}`;
  const sizes: number[] = [];
  await using leases = leaser(schema, (held) => sizes.push(held.size))();
  await shares([leases], [4]);
  const sql = postgres(database.url, { max: 1 });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'concert-lease'`;
  await sql.end();
  await expect.poll(() => sizes).toEqual([4, 0, 4]);
});

function leaser(schema = `leased_${++schemas}`, onChange: (held: ReadonlySet<bigint>) => void = () => {}) {
  return () => leaseChains({ url: database.url, schema, chainIds, log: silentLog, onChange });
}

/** Waits until the workers hold so many chains each, in any order, and none is held twice. */
async function shares(leases: readonly Leases[], counts: readonly number[]): Promise<void> {
  await expect.poll(() => leases.map(({ held }) => held.size).toSorted(), { timeout: 5_000 }).toEqual(counts);
  const all = leases.flatMap(({ held }) => [...held]);
  expect(new Set(all).size).toBe(all.length);
}
