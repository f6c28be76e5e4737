import { setTimeout as sleep } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "@concert/devnet";
import { stateSchema } from "@concert/types/tables";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectIndex } from "./connectIndex.ts";
import { createStatementReader, isOfCommit, type Statement } from "./createStatementReader.ts";
import { type Databases, openDatabases, schemas } from "./openDatabases.ts";
import { type ClientMessage, startProxy, type Verdict } from "./startProxy.ts";
import { type Simulation, startSimulation } from "./startSimulation.ts";

let server: RunningPostgres;
let databases: Databases;

beforeAll(async () => {
  server = await startPostgres();
  databases = await openDatabases(server.url, "kills");
});

afterAll(async () => {
  await databases?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const hub = 101;
/** Processes that are started and killed side by side, each in a database of its own. */
const laneCount = 2;
const startMilliseconds = 60_000;

/** Indexes what there is, and stops. */
async function index(simulation: Simulation, databaseUrl: string): Promise<void> {
  await using indexer = await simulation.startIndexer(databaseUrl);
  await indexer.waitFor(simulation.untilAtHeads(databaseUrl), startMilliseconds);
}

test.each([
  {
    what: "every write of a block",
    change: ({ world }: Simulation) => world.mine(hub),
    least: 25,
  },
  {
    // Most of them are one delete per table.
    what: "every fourth write of a reorg",
    change: ({ world }: Simulation) => world.reorg(hub, { depth: 4, length: 5, replay: "some" }),
    every: 4,
    least: 90,
  },
])(
  "killed by SIGKILL before $what, and once it is committed, an indexer loses nothing and repeats nothing",
  async ({ what, change, every = 1, least }) => {
    await using simulation = await startSimulation(20);
    simulation.mine(16);
    await using stack = new AsyncDisposableStack();
    const lanes: string[] = [];
    for (let lane = 0; lane < laneCount; lane++) {
      const { url } = stack.use(await databases.open());
      await index(simulation, url);
      lanes.push(url);
    }
    change(simulation);

    const counts = await Promise.all(
      lanes.map(async (url, lane) => {
        await using connection = connectIndex(url);
        const { readCut } = connection;
        const before = await readCut();
        let count: number | undefined;
        for (let boundary = lane * every; count === undefined; boundary += laneCount * every) {
          let writes = 0;
          const isTarget = ({ writes: isOne }: Statement, ofCommit: boolean) =>
            ofCommit && isOne && writes++ === boundary;
          const committed = await kill({ simulation, url, isTarget });
          if (committed) count = writes;
          // What was cut short has left nothing; what was committed is there, though nobody was told.
          expect(await simulation.check(url)).toEqual([]);
          expect(await readCut()).toBe(before + (committed ? 1 : 0));
        }
        await using _ = await simulation.startIndexer(url);
        expect(await simulation.compare(url)).toEqual([]);
        return count;
      }),
    );
    console.log(`killed before ${what}: there are ${counts.join(" and ")}`);
    for (const count of counts) expect(count).toBeGreaterThan(least);
  },
  300_000,
);

test("killed by SIGKILL before every eighth write of a backfill by COPY, an indexer loses nothing and repeats nothing", async () => {
  await using simulation = await startSimulation(20);
  simulation.mine(300);
  const lanes = Array.from({ length: laneCount }, async (_, lane) => {
    let kills = 0;
    for (let committed = false; !committed; kills++) {
      const boundary = 8 * (lane + kills * laneCount);
      await using database = await databases.open();
      const { url } = database;
      let writes = 0;
      const isTarget = ({ writes: isOne }: Statement, ofCommit: boolean) => ofCommit && isOne && writes++ === boundary;
      // Before it, something small is committed.
      const begins = ({ text }: Statement) => text.startsWith('copy "');
      committed = await kill({ simulation, url, isTarget, begins });
      expect(await simulation.check(url)).toEqual([]);
      await using _ = await simulation.startIndexer(url);
      expect(await simulation.compare(url)).toEqual([]);
    }
    return kills;
  });
  const kills = await Promise.all(lanes);
  console.log(`killed ${kills.join(" and ")} times`);
  for (const count of kills) expect(count).toBeGreaterThan(2);
}, 300_000);

test("killed by SIGKILL before each write that lasts of a first start, an indexer starts as if for the first time", async () => {
  await using simulation = await startSimulation(21);
  simulation.mine(16);
  await using database = await databases.open();
  const { url } = database;
  await dropIndex(url);
  const struck = new Set<string>();
  const isNew = ({ lasting = "chain_status" }: Statement) => {
    // The time of its writes is another one each time.
    if (lasting.includes("chain_status") || struck.has(lasting)) return false;
    struck.add(lasting);
    return true;
  };
  while (!(await kill({ simulation, url, isTarget: isNew })));
  console.log(`killed before ${struck.size} writes`);
  expect(struck.size).toBeGreaterThan(6);
  await using _ = await simulation.startIndexer(url);
  expect(await simulation.compare(url)).toEqual([]);
}, 300_000);

type KillParameters = {
  simulation: Simulation;
  url: string;
  /** Asked for each statement, and whether it is one of the commit. */
  isTarget: (statement: Statement, ofCommit: boolean) => boolean;
  /** Whether the commit begins here: the first one of all, unless given. */
  begins?: (statement: Statement) => boolean;
};

/**
 * Starts an indexer and kills it before a statement reaches Postgres; or, if its commit comes before, once that is
 * committed but before the indexer is told.
 *
 * @returns Whether it was committed.
 */
async function kill({ simulation, url, isTarget, begins = isOfCommit }: KillParameters): Promise<boolean> {
  const reached = Promise.withResolvers<boolean>();
  const readStatement = createStatementReader();
  let committing: number | undefined;
  const onMessage = (message: ClientMessage): Verdict => {
    // GraphQL is not needed for this, and takes its time.
    if (message.type === "" && message.text().includes("concert-graphql")) return "hold";
    const statement = readStatement(message);
    if (statement === undefined) return "pass";
    const { connection } = message;
    if (begins(statement)) committing ??= connection;
    const ofCommit = connection === committing;
    if (isTarget(statement, ofCommit)) {
      reached.resolve(false);
      return "hold";
    }
    if (!ofCommit || statement.text !== "commit") return "pass";
    reached.resolve(true);
    return "mute";
  };
  await using connection = connectIndex(url);
  const before = await connection.readCut();
  await using proxy = await startProxy({ port: server.port, onMessage });
  const indexer = await simulation.startIndexer(proxy.url(url));
  const committed = await indexer.waitFor(reached.promise, startMilliseconds);
  while (committed && (await connection.readCut()) === before) await sleep(5);
  await indexer.kill();
  await connection.untilAlone();
  return committed;
}

async function dropIndex(databaseUrl: string): Promise<void> {
  await using connection = connectIndex(databaseUrl);
  const { sql } = connection;
  await sql`drop schema ${sql(schemas.index)}, ${sql(stateSchema(schemas.index))} cascade`;
}
