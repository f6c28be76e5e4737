import { execFile } from "node:child_process";
import { chown, mkdir, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type RunningPostgres, type RunningProcess, startPostgres } from "@concert/devnet";
import type { World } from "@concert/simulator";
import { searchPath } from "@concert/types/tables";
import postgres, { type Sql } from "postgres";
import { expect, test } from "vitest";
import { type ClientMessage, startProxy } from "./startProxy.ts";
import { type Simulation, startSimulation } from "./startSimulation.ts";

const schema = "indexed";
const startMilliseconds = 60_000;

test.each([
  { what: "a batch of blocks", reorgs: false },
  { what: "a reorg", reorgs: true },
])(
  "killed at every write boundary of the commit of $what, it loses nothing and repeats nothing",
  async ({ reorgs }) => {
    await using database = await startPostgres();
    await using simulation = await startSimulation(reorgs ? 21 : 20);
    const { world } = simulation;
    await using sql = connect(database.url);

    mine(world, 12);
    await untilCommitted(simulation, database.url, sql.sql);
    if (reorgs) {
      for (const { id } of world.chains) world.reorg(id, { depth: 5, length: 6, replay: "some" });
    } else mine(world, 6);
    const before = await readCut(sql.sql);

    let boundaries = 0;
    for (let committed = false; !committed; ) {
      committed = await killAtBoundary(simulation, database, boundaries++);
      expect(await simulation.check(database.url, schema)).toEqual([]);
      // What was cut short left no trace.
      if (!committed) expect(await readCut(sql.sql)).toEqual(before);
    }
    console.log(`${boundaries} boundaries`);
    expect(boundaries).toBeGreaterThan(20);

    await using _ = await simulation.startIndexer({ databaseUrl: database.url, schema });
    expect(await simulation.compare(database.url, schema)).toEqual([]);
  },
  900_000,
);

/**
 * Starts an indexer and kills it before the n-th message of its first commit reaches Postgres.
 *
 * @returns Whether that commit was over before.
 */
async function killAtBoundary(simulation: Simulation, database: RunningPostgres, boundary: number): Promise<boolean> {
  const ended = Promise.withResolvers<boolean>();
  let indexer: RunningProcess | undefined;
  let committing: number | undefined;
  let count = 0;
  const onMessage = ({ connection, type, text }: ClientMessage): boolean => {
    if (committing === undefined && isCommit(type, text)) committing = connection;
    // Of each statement, that which has it executed.
    if (connection !== committing || !["Q", "B", "c"].includes(type)) return true;
    if (count++ === boundary) {
      process.kill(indexer!.pid, "SIGKILL");
      ended.resolve(false);
      return false;
    }
    if (type === "Q" && text().startsWith("commit")) {
      // It is on its way, and nobody will learn of it.
      setTimeout(() => process.kill(indexer!.pid, "SIGKILL"), 0);
      ended.resolve(true);
    }
    return true;
  };
  await using proxy = await startProxy({ port: database.port, onMessage });
  const url = new URL(database.url);
  url.port = `${proxy.port}`;
  indexer = await simulation.startIndexer({ databaseUrl: url.href, schema });
  const committed = await indexer.waitFor(ended.promise, startMilliseconds);
  await indexer.ended;
  // Postgres notices a moment later that the client is gone.
  await sleep(50);
  return committed;
}

/** The first statement of a commit says which rows it inserts, or takes the projection's lock. */
function isCommit(type: string, text: () => string): boolean {
  return type === "P" && /insert into "|copy "|pg_advisory_xact_lock\(.* projection/.test(text());
}

test("Postgres is killed with SIGKILL again and again, and started again", async () => {
  await using database = await startPostgres();
  await using simulation = await startSimulation(22);
  await using indexer = await simulation.startIndexer({ databaseUrl: database.url, schema });
  await using traffic = startTraffic(simulation.world);
  await untilIndexing(indexer, database.url);
  for (let time = 0; time < 4; time++) {
    await sleep(1_000 + Math.random() * 1_000);
    await database.crash();
  }
  await traffic.stop();
  expect(await simulation.compare(database.url, schema)).toEqual([]);
}, 300_000);

test("connections are cut again and again, by Postgres and on the way", async () => {
  await using database = await startPostgres();
  await using simulation = await startSimulation(23);
  await using proxy = await startProxy({ port: database.port });
  await using sql = connect(database.url);
  const url = new URL(database.url);
  url.port = `${proxy.port}`;
  await using indexer = await simulation.startIndexer({ databaseUrl: url.href, schema });
  await using traffic = startTraffic(simulation.world);
  await untilIndexing(indexer, database.url);
  let cut = 0;
  for (let time = 0; time < 12; time++) {
    await sleep(Math.random() * 800);
    if (time % 2 === 0) proxy.breakConnections();
    else {
      const terminated = await sql.sql`
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'concert-indexer'`;
      cut += terminated.length;
    }
  }
  expect(cut).toBeGreaterThan(5);
  await traffic.stop();
  expect(await simulation.compare(database.url, schema)).toEqual([]);
}, 300_000);

test("a disk that is full stops commits until there is room again", async () => {
  await using database = await startPostgres();
  await using disk = await mountDisk(database, 96);
  await using admin = connect(database.url);
  await admin.sql`create tablespace small location ${admin.sql.unsafe(`'${disk.path}'`)}`;
  await admin.sql`create database small tablespace small`;
  const url = new URL(database.url);
  url.pathname = "/small";
  await using simulation = await startSimulation(24);
  const lines: string[] = [];
  await using indexer = await simulation.startIndexer({
    databaseUrl: url.href,
    schema,
    onLine: (line) => lines.push(line),
  });
  await using traffic = startTraffic(simulation.world);
  await untilIndexing(indexer, url.href);

  await disk.fill();
  await expect.poll(() => lines.join("\n"), { timeout: 60_000 }).toContain("No space left on device");
  await sleep(2_000);
  expect(await simulation.check(url.href, schema)).toEqual([]);
  await disk.empty();
  await traffic.stop();
  expect(await simulation.compare(url.href, schema)).toEqual([]);
}, 300_000);

test("two indexers of one database, of which one is killed now and then", async () => {
  await using database = await startPostgres();
  await using simulation = await startSimulation(25);
  const start = () => simulation.startIndexer({ databaseUrl: database.url, schema });
  await using first = await start();
  await untilIndexing(first, database.url);
  await using traffic = startTraffic(simulation.world);
  for (let time = 0; time < 4; time++) {
    const second = await start();
    await sleep(3_000 + Math.random() * 1_000);
    await second.kill();
  }
  await using _ = await start();
  await traffic.stop();
  expect(await simulation.compare(database.url, schema)).toEqual([]);
}, 300_000);

function mine(world: World, blocks: number): void {
  for (let block = 0; block < blocks; block++) for (const { id } of world.chains) world.mine(id);
}

/** Blocks on every chain, several per second, and a reorg now and then, until it is stopped. */
function startTraffic(world: World): AsyncDisposable & { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    for (let turn = 1; !stopping.signal.aborted; turn++) {
      mine(world, 1);
      if (turn % 7 === 0) {
        const { id } = world.chains[turn % world.chains.length]!;
        world.reorg(id, { depth: Math.min(1 + (turn % 5), world.chain(id).head().header.number - 1), replay: "some" });
      }
      await sleep(250);
    }
  })();
  const stop = async () => {
    stopping.abort();
    await running;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

function connect(url: string): AsyncDisposable & { sql: Sql } {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connection: { search_path: searchPath(schema) } });
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) };
}

async function untilCommitted(simulation: Simulation, databaseUrl: string, sql: Sql): Promise<void> {
  await using indexer = await simulation.startIndexer({ databaseUrl, schema });
  expect(await simulation.compare(databaseUrl, schema)).toEqual([]);
  await indexer.stop();
  expect((await readCut(sql)).id).not.toBe("0");
}

async function untilIndexing(indexer: RunningProcess, databaseUrl: string): Promise<void> {
  await using database = connect(databaseUrl);
  const committed = (async () => {
    for (;;) {
      const cut = await readCut(database.sql).catch(() => undefined);
      if (cut !== undefined && cut.id !== "0") return;
      await sleep(100);
    }
  })();
  await indexer.waitFor(committed, startMilliseconds);
}

async function readCut(sql: Sql): Promise<{ id: string }> {
  const [cut] = await sql<[{ id: string }]>`select coalesce(max(id), 0) as id from cut`;
  return { id: cut.id };
}

type Disk = AsyncDisposable & { path: string; fill: () => Promise<void>; empty: () => Promise<void> };

/** A file system of so many megabytes that the server can write to. Only root may have one. */
async function mountDisk({ directory }: RunningPostgres, megabytes: number): Promise<Disk> {
  const mount = join(directory, "disk");
  const run = promisify(execFile);
  await mkdir(mount);
  await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", mount]);
  const path = join(mount, "space");
  const filler = join(mount, "filler");
  await mkdir(path);
  const { uid, gid } = await stat(join(directory, "data"));
  await chown(path, uid, gid);
  return {
    path,
    async fill() {
      const { bavail, bsize } = await statfs(mount);
      await writeFile(filler, Buffer.alloc(bavail * bsize)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOSPC") throw error;
      });
    },
    empty: () => rm(filler),
    async [Symbol.asyncDispose]() {
      await run("umount", ["--lazy", mount]);
    },
  };
}
