import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectState, readChains } from "@concert/sdk";
import { formatGwei } from "viem";
import { accountIndexes, devnetAccount } from "../account/devnetAccount.ts";
import { startDevnet } from "../devnet/startDevnet.ts";
import { type RunningIndexer, startIndexer } from "../devnet/startIndexer.ts";
import { startRelayer } from "../devnet/startRelayer.ts";
import type { RunningProcess } from "../process/startProcess.ts";
import type { Narrator } from "./createNarrator.ts";
import { type Database, openDatabase } from "./openDatabase.ts";
import type { Actor, Stage } from "./Stage.ts";

export type SetStageParameters = {
  /** Takes what is started, and ends it on disposal. */
  stack: AsyncDisposableStack;
  narrator: Narrator;
  /** Of a Postgres that is there already. Without it, one is started. */
  databaseUrl: string | undefined;
  /** To be given to the read-only role there. */
  readerPassword: string | undefined;
  /** Takes what each part prints, as one file per part. */
  logDirectory: string;
};

export type SetStage = {
  stage: Stage;
  database: Database;
  indexer: RunningIndexer;
  /** Every process that must keep running. */
  processes: RunningProcess[];
};

/** The ports that are taken if they are free. */
const ports = { chains: [8545, 8546, 8547], postgres: 15432, indexer: 4000 };
const patienceMilliseconds = 60_000;

/** Starts everything that the acts need. */
export async function setStage(parameters: SetStageParameters): Promise<SetStage> {
  const { stack, narrator, databaseUrl, readerPassword, logDirectory } = parameters;
  const logFile = (part: string) => join(logDirectory, `${part}.log`);

  // A database that can't be used is told before anything else is started.
  const database = await openDatabase({
    databaseUrl,
    readerPassword,
    port: ports.postgres,
    logFile: logFile("postgres"),
  });
  stack.use(database);
  narrator.step(`Postgres at ${new URL(database.url).host}, schema ${database.schema}`);
  const devnet = await startDevnet({
    chainPorts: ports.chains,
    carried: false,
    logDirectory,
    onProgress: narrator.step,
  });
  stack.use(devnet);

  const index = {
    configFile: devnet.configFile,
    deploymentFile: devnet.deploymentFile,
    databaseUrl: database.url,
    schema: database.schema,
  };
  const indexer = await startIndexer({
    ...index,
    port: ports.indexer,
    readerPassword: database.readerPassword,
    logFile: logFile("indexer"),
    onLine: tellTrouble(narrator, "indexer", / (warn|error) /),
  });
  stack.use(indexer);
  narrator.step(`indexer at ${indexer.graphqlUrl}`);
  const relayer = await startRelayer({
    ...index,
    logFile: logFile("relayer"),
    onLine: tellTrouble(narrator, "relayer", / (trouble|.* (away|dropped|reverted)) /),
  });
  stack.use(relayer);
  narrator.step("relayer, with the keys of three attesters");

  const state = await connectState({ databaseUrl: database.url, schema: database.schema });
  stack.defer(() => state.close());
  const stage = makeStage({ devnet, state, database, narrator });
  await untilAccepting(stage);
  const processes = [...devnet.chains.map(({ process }) => process), indexer.process, relayer];
  if (database.process !== undefined) processes.push(database.process);
  return { stage, database, indexer, processes };
}

function makeStage(parts: Pick<Stage, "devnet" | "state" | "database" | "narrator">): Stage {
  const actor = (name: string, index: number): Actor => ({ name, index, address: devnetAccount(index).address });
  return {
    ...parts,
    alice: actor("alice", accountIndexes.users[0]),
    bob: actor("bob", accountIndexes.solvers[0]),
    carol: actor("carol", accountIndexes.solvers[1]),
    dave: actor("dave", accountIndexes.users[1]),
    erin: actor("erin", accountIndexes.users[2]),
    played: [],
    async until(what, question) {
      for (const end = Date.now() + patienceMilliseconds; Date.now() < end; await sleep(50)) {
        const answer = await parts.state.read(question);
        if (answer !== undefined) return answer;
      }
      throw new Error(`The state does not show ${what} after ${patienceMilliseconds / 1_000} s.`);
    },
  };
}

/** Waits until the hub's first instructions have reached the spokes, which take no orders before. */
async function untilAccepting(stage: Stage): Promise<void> {
  const chains = await stage.until("that the spokes take orders", async (snapshot) => {
    const rows = await readChains(snapshot);
    const { length } = stage.devnet.chains;
    return rows.length === length && rows.every(({ spokeAccepting }) => spokeAccepting) ? rows : undefined;
  });
  const fees = new Set(chains.map(({ spokeEntryFee }) => `${formatGwei(spokeEntryFee)} gwei`));
  stage.narrator.step(
    `the relayer has brought the hub's word to the spokes: they take orders, at ${[...fees].join(", ")} an entry`,
  );
}

/** Shows of what a part prints the lines that a person should see, without their time. */
function tellTrouble(narrator: Narrator, name: string, pattern: RegExp): (line: string) => void {
  return (line) => {
    if (pattern.test(line)) narrator.part(name, line.replace(/^\S+Z /, ""));
  };
}
