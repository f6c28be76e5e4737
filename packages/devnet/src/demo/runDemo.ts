import { describeEnd, ProcessFailedError, type RunningProcess } from "../process/startProcess.ts";
import { beginAbort, endAbort } from "./acts/playAbort.ts";
import { playCancel } from "./acts/playCancel.ts";
import { playGathering } from "./acts/playGathering.ts";
import { playLiquidity } from "./acts/playLiquidity.ts";
import { playOneLeg } from "./acts/playOneLeg.ts";
import { playReorg } from "./acts/playReorg.ts";
import { playSignature } from "./acts/playSignature.ts";
import { checkLedger } from "./checkLedger.ts";
import { checkState } from "./checkState.ts";
import type { Narrator } from "./createNarrator.ts";
import { readBalances } from "./readBalances.ts";
import type { Stage } from "./Stage.ts";
import { type SetStage, type SetStageParameters, setStage } from "./setStage.ts";
import { tellBalances } from "./tellBalances.ts";
import { tellOrders } from "./tellOrders.ts";

/**
 * Starts everything, plays six orders and what shared liquidity does, and compares what they led to with the chains. Everything keeps running; the
 * narrator knows whether all was as expected.
 *
 * @returns What rejects once a process ends that should not.
 */
export async function runDemo(parameters: SetStageParameters): Promise<{ failure: Promise<never> }> {
  const { narrator } = parameters;
  narrator.begin("Starting Postgres, three chains, contracts, indexer and relayer");
  const set = await setStage(parameters);
  const failure = untilOneEnds(set.processes);
  // In the end they are all stopped, and nobody waits any more.
  failure.catch(() => undefined);

  await Promise.race([playActs(set.stage), failure]);
  tellPlaces(narrator, set);
  return { failure };
}

async function playActs(stage: Stage): Promise<void> {
  const { narrator } = stage;
  const before = await readBalances(stage);
  await playOneLeg(stage);
  await playGathering(stage);
  const opening = await beginAbort(stage);
  // Act 3 waits for its deadline meanwhile.
  await playReorg(stage);
  await playSignature(stage);
  await playCancel(stage);
  await endAbort(stage, opening);

  narrator.begin("Every order on every chain");
  await tellOrders(stage);
  narrator.begin("Balances before and after");
  tellBalances(stage, before, await readBalances(stage));
  narrator.begin("The state against the chains themselves");
  for (const { isRight, text } of await checkState(stage, before)) narrator.check(isRight, text);

  await playLiquidity(stage);
  narrator.begin("The ledger against the chains, and its books");
  for (const { isRight, text } of await checkLedger(stage)) narrator.check(isRight, text);
}

/** Rejects once one of the processes ends. */
async function untilOneEnds(processes: readonly RunningProcess[]): Promise<never> {
  return await Promise.race(
    processes.map(async ({ name, ended, lastLines }): Promise<never> => {
      throw new ProcessFailedError(`${name} ${describeEnd(await ended)}`, lastLines());
    }),
  );
}

function tellPlaces(narrator: Narrator, { stage, database, indexer }: SetStage): void {
  narrator.begin("Where to look");
  narrator.block([
    `GraphQL  ${indexer.graphqlUrl} (GraphiQL in a browser)`,
    `SQL      psql '${database.readerUrl}'`,
    ...(database.readerPassword === undefined
      ? ["         (DATABASE_READER_PASSWORD gives concert_reader a password)"]
      : []),
    ...stage.devnet.chains.map(({ chainId, rpcUrl }) => `chain    ${chainId} at ${rpcUrl}`),
  ]);
}
