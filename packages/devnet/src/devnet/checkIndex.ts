import { fileURLToPath } from "node:url";
import { describeEnd, type StartProcessParameters, startProcess } from "../process/startProcess.ts";

export type CheckIndexParameters = Pick<StartProcessParameters, "logFile"> & {
  databaseUrl: string;
  /** The database schema of the state. */
  schema: string;
};

const main = fileURLToPath(new URL("../../../../apps/indexer/src/main.ts", import.meta.url));

/**
 * Has the indexer recompute everything that it derived from events, and compare.
 *
 * @returns What differs; empty if all is as recomputed.
 */
export async function checkIndex({ databaseUrl, schema, logFile }: CheckIndexParameters): Promise<readonly string[]> {
  const process = await startProcess({
    name: "indexer check",
    command: globalThis.process.execPath,
    arguments: [main, "check", "--schema", schema],
    environment: { DATABASE_URL: databaseUrl },
    logFile,
  });
  const end = await process.ended;
  return end.code === 0 ? [] : [...process.lastLines(), `${process.name} ${describeEnd(end)}`];
}
