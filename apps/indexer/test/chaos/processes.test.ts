import { execFile } from "node:child_process";
import { chown, mkdir, rm, stat, statfs, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { createRandom } from "@concert/simulator";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectIndex } from "./connectIndex.ts";
import { createStatementReader, isOfCommit } from "./createStatementReader.ts";
import { type Databases, openDatabases } from "./openDatabases.ts";
import { type ClientMessage, startProxy, type Verdict } from "./startProxy.ts";
import { type Simulation, startSimulation } from "./startSimulation.ts";

let server: RunningPostgres;
let databases: Databases;

beforeAll(async () => {
  server = await startPostgres();
  databases = await openDatabases(server.url, "processes");
});

afterAll(async () => {
  await databases?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const testMilliseconds = 300_000;
const startMilliseconds = 60_000;
const hub = 101;
/** Of the writes of a commit, so many are passed for each before which it is cut: most are one delete per table. */
const stride = 3;

test(
  "a connection that is cut before each third write of a commit, and before the answer to its end, costs nothing",
  async () => {
    await using database = await databases.open();
    const { url } = database;
    await using simulation = await startSimulation(30, { protocols: ["http"] });
    const { world } = simulation;
    simulation.mine(16);
    const cutter = createCutter();
    await using proxy = await startProxy({ port: server.port, onMessage: cutter.onMessage });
    await using indexer = await simulation.startIndexer(proxy.url(url));
    const untilAtHeads = () => indexer.waitFor(simulation.untilAtHeads(url), startMilliseconds);
    await untilAtHeads();

    // From one fork to the other and back.
    const { hash } = world.chain(hub).head().header;
    world.reorg(hub, { depth: 2, length: 2, replay: "some" });
    const forks = [hash, world.chain(hub).head().header.hash];
    await untilAtHeads();
    await using index = connectIndex(url);
    const before = await index.readCut();
    let rounds = 0;
    for (; !cutter.wasLost(); rounds++) {
      cutter.cutAt(rounds * stride);
      world.switchTo(hub, forks[rounds % 2]!);
      await untilAtHeads();
      expect(await simulation.check(url)).toEqual([]);
      // Each was committed, and none of them twice.
      expect(await index.readCut()).toBe(before + rounds + 1);
    }
    console.log(`cut at ${rounds} boundaries`);
    expect(rounds).toBeGreaterThan(20);
    expect(await simulation.compare(url)).toEqual([]);
  },
  testMilliseconds,
);

type Cutter = {
  onMessage: (message: ClientMessage) => Verdict;
  /** Has the next commit cut before this write; before the answer to its end, if it has no more than that. */
  cutAt: (write: number) => void;
  /** Whether there was one that had no more. */
  wasLost: () => boolean;
};

function createCutter(): Cutter {
  const readStatement = createStatementReader();
  let at = Number.POSITIVE_INFINITY;
  let lost = false;
  let committing: number | undefined;
  let writes = 0;
  const strike = (verdict: Verdict): Verdict => {
    at = Number.POSITIVE_INFINITY;
    committing = undefined;
    writes = 0;
    return verdict;
  };
  return {
    onMessage(message) {
      const statement = readStatement(message);
      if (statement === undefined || at === Number.POSITIVE_INFINITY) return "pass";
      if (isOfCommit(statement)) committing ??= message.connection;
      if (message.connection !== committing) return "pass";
      if (statement.writes && writes++ === at) return strike("reset");
      if (statement.text !== "commit") return "pass";
      lost = true;
      return strike("lose");
    },
    cutAt(write) {
      at = write;
    },
    wasLost: () => lost,
  };
}

test(
  "connections that are cut at any time, by Postgres and on the way, are opened again",
  async () => {
    await using database = await databases.open();
    const { url } = database;
    await using simulation = await startSimulation(31);
    await using proxy = await startProxy({ port: server.port });
    await using indexer = await simulation.startIndexer(proxy.url(url));
    await using traffic = startTraffic(simulation);
    await indexer.waitFor(simulation.untilIndexed(url), startMilliseconds);
    const random = createRandom(31);
    await using index = connectIndex(url);
    let terminated = 0;
    for (let time = 0; time < 10; time++) {
      await sleep(100 + random.draw(800));
      if (time % 2 === 0) proxy.breakConnections();
      else {
        const cut = await index.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name like 'concert-%'`;
        terminated += cut.length;
      }
    }
    expect(terminated).toBeGreaterThan(5);
    await traffic.stop();
    expect(await simulation.compare(url)).toEqual([]);
  },
  testMilliseconds,
);

test(
  "connections that are cut while an indexer starts for the first time cost it nothing but time",
  async () => {
    await using database = await databases.open();
    const { url } = database;
    await using simulation = await startSimulation(34);
    simulation.mine(20);
    const random = createRandom(34);
    const most = 14;
    let cuts = 0;
    // Where it can't connect at the very first it says so and ends.
    let left = 8;
    await using proxy = await startProxy({
      port: server.port,
      onMessage({ type }) {
        if (!["Q", "P", "B"].includes(type) || cuts === most || left-- > 0) return "pass";
        left = random.draw(40);
        cuts++;
        return cuts % 2 === 0 ? "lose" : "reset";
      },
    });
    await using indexer = await simulation.startIndexer(proxy.url(url));
    const untilCut = async () => {
      while (cuts < most) await sleep(20);
    };
    await indexer.waitFor(untilCut(), startMilliseconds);
    expect(await simulation.compare(url)).toEqual([]);
    expect(indexer.lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
  },
  testMilliseconds,
);

test(
  "Postgres is killed by SIGKILL and started again, again and again, and the indexer goes on by itself",
  async () => {
    await using own = await startPostgres();
    await using ownDatabases = await openDatabases(own.url, "crashes");
    await using database = await ownDatabases.open();
    const { url } = database;
    await using simulation = await startSimulation(32);
    await using indexer = await simulation.startIndexer(url);
    await using traffic = startTraffic(simulation);
    await indexer.waitFor(simulation.untilIndexed(url), startMilliseconds);
    const random = createRandom(32);
    for (let time = 0; time < 4; time++) {
      await sleep(500 + random.draw(1_000));
      await own.crash();
    }
    await traffic.stop();
    expect(await indexer.waitFor(simulation.compare(url), startMilliseconds)).toEqual([]);
  },
  testMilliseconds,
);

test(
  "a disk that is full is waited for, in one line, until there is room again",
  async () => {
    await using disk = await mountDisk(server, 128);
    await using tablespace = await createTablespace(server, disk);
    await using database = await databases.open();
    const { url } = database;
    await tablespace.move(url);
    await using simulation = await startSimulation(33);
    await using indexer = await simulation.startIndexer(url);
    await using traffic = startTraffic(simulation);
    await indexer.waitFor(simulation.untilIndexed(url), startMilliseconds);

    await disk.fill();
    const told = () => indexer.lines.filter((line) => line.includes("No space left on device"));
    await expect.poll(told, { timeout: 60_000 }).not.toEqual([]);
    expect(told()[0]).toMatch(/ warn {2}nothing can be committed, trying again error=.*No space left on device/);
    await sleep(1_000);
    expect(await simulation.check(url)).toEqual([]);
    await disk.empty();
    await traffic.stop();
    expect(await indexer.waitFor(simulation.compare(url), startMilliseconds)).toEqual([]);
  },
  testMilliseconds,
);

test(
  "Postgres goes down as its log's disk is full; once there is room and it runs again, the indexer goes on by itself",
  async () => {
    // No file of the log is used again or removed, so that it grows however soon a checkpoint comes.
    await using own = await startPostgres({ settings: { wal_keep_size: "1GB" } });
    await using disk = await mountDisk(own, 256);
    await moveLog(own, disk);
    await using ownDatabases = await openDatabases(own.url, "logs");
    await using database = await ownDatabases.open();
    const { url } = database;
    await using simulation = await startSimulation(35);
    await using indexer = await simulation.startIndexer(url);
    await using traffic = startTraffic(simulation);
    await indexer.waitFor(simulation.untilIndexed(url), startMilliseconds);

    await disk.fill();
    const before = indexer.lines.length;
    await useUpLog(own);
    expect(own.process.lastLines().join("\n")).toContain("No space left on device");
    const told = () => indexer.lines.slice(before).filter((line) => line.includes(" trying again "));
    await expect.poll(told, { timeout: 60_000 }).not.toEqual([]);
    await sleep(1_000);
    await disk.empty();
    await own.crash();
    expect(await simulation.check(url)).toEqual([]);
    await traffic.stop();
    expect(await indexer.waitFor(simulation.compare(url), startMilliseconds)).toEqual([]);
  },
  testMilliseconds,
);

test(
  "two indexers of one database, each of which is killed now and then, share the chains and repeat nothing",
  async () => {
    await using database = await databases.open();
    const { url } = database;
    await using simulation = await startSimulation(34);
    await using traffic = startTraffic(simulation);
    let staying = await simulation.startIndexer(url);
    await staying.waitFor(simulation.untilIndexed(url), startMilliseconds);
    for (let time = 0; time < 3; time++) {
      const coming = await simulation.startIndexer(url);
      const leases = () => coming.lines.some((line) => /are leased chains=\d/.test(line));
      await expect.poll(leases, { timeout: startMilliseconds }).toBe(true);
      await sleep(500);
      await staying.kill();
      staying = coming;
    }
    await traffic.stop();
    expect(await staying.waitFor(simulation.compare(url), startMilliseconds)).toEqual([]);
    await staying.stop();
  },
  testMilliseconds,
);

/** Blocks on every chain, several per second, and a reorg now and then, until it is stopped. */
function startTraffic({ world, mine }: Simulation): AsyncDisposable & { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    mine(8);
    for (let turn = 1; !stopping.signal.aborted; turn++) {
      mine(1);
      const { id } = world.chains[turn % world.chains.length]!;
      if (turn % 7 === 0) world.reorg(id, { depth: 1 + (turn % 5), replay: "some" });
      await sleep(250);
    }
  })();
  const stop = async () => {
    stopping.abort();
    await running;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

type Disk = AsyncDisposable & {
  /** A directory on it. */
  path: string;
  fill: () => Promise<void>;
  empty: () => Promise<void>;
};

const run = promisify(execFile);

/** A file system of so many megabytes that Postgres can write to. */
async function mountDisk({ directory }: RunningPostgres, megabytes: number): Promise<Disk> {
  const mount = join(directory, "disk");
  await mkdir(mount);
  await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", mount]).catch((cause: Error) => {
    throw new Error("no tmpfs can be mounted: run this test as root, in a container with CAP_SYS_ADMIN.", { cause });
  });
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

type Tablespace = AsyncDisposable & { move: (databaseUrl: string) => Promise<void> };

/** Puts databases onto a disk. They have to be gone before it is disposed of. */
async function createTablespace({ url }: RunningPostgres, { path }: Disk): Promise<Tablespace> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql`create tablespace small location ${sql.unsafe(`'${path}'`)}`;
  return {
    async move(databaseUrl) {
      await sql`alter database ${sql(new URL(databaseUrl).pathname.slice(1))} set tablespace small`;
    },
    async [Symbol.asyncDispose]() {
      await sql`drop tablespace small`;
      await sql.end();
    },
  };
}

/** Puts what Postgres logs ahead onto a disk. */
async function moveLog(server: RunningPostgres, { path }: Disk): Promise<void> {
  const log = join(server.directory, "data/pg_wal");
  await server.process.kill();
  await run("cp", ["--archive", log, path]);
  await rm(log, { recursive: true });
  await symlink(join(path, "pg_wal"), log);
  await server.crash();
}

/** Has Postgres begin one file of its log after the other until it goes down. */
async function useUpLog({ url, process }: RunningPostgres): Promise<void> {
  let ended = false;
  void process.ended.then(() => {
    ended = true;
  });
  const end = performance.now() + startMilliseconds;
  while (!ended) {
    if (performance.now() > end) throw new Error("Postgres goes on though its log's disk is full");
    const sql = postgres(url, { max: 1, connect_timeout: 5 });
    await sql`select pg_switch_wal()`.catch(() => undefined);
    await sql.end({ timeout: 0 });
    await sleep(100);
  }
}
