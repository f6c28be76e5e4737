import { join } from "node:path";
import { startProcess } from "@concert/devnet";
import type { IndexerFiles } from "./runIndexer.ts";

export type Stage = { count: number; milliseconds: number };

/** What `apps/indexer/bench/measureFloor.ts` prints. */
export type Floor = {
  /** Each stage by itself: events, and for `copy` rows. */
  apart: Record<"fetch" | "parse" | "decode" | "copy" | "project", Stage>;
  /** Rows into the event tables, with nothing else running. */
  copy: Stage;
  /** All stages as much side by side as they can be: events. */
  together: Stage;
};

const main = join(import.meta.dirname, "../../../apps/indexer/bench/measureFloor.ts");

/** Measures the floor in a process of its own. */
export async function measureFloor(parameters: {
  files: IndexerFiles;
  databaseUrl: string;
  schema: string;
  /** Blocks per request. */
  range: number;
}): Promise<Floor> {
  const { files, databaseUrl, schema, range } = parameters;
  const lines: string[] = [];
  await using floor = await startProcess({
    name: "floor",
    command: process.execPath,
    arguments: [
      ...[main, "--config", files.configFile, "--deployment", files.deploymentFile],
      ...["--schema", schema, "--range", `${range}`],
    ],
    environment: { DATABASE_URL: databaseUrl },
    onLine: (line) => lines.push(line),
  });
  const end = await floor.ended;
  if (end.code !== 0) throw new Error(`the floor could not be measured: ${floor.lastLines().join("\n")}`);
  return JSON.parse(lines.find((line) => line.startsWith("{"))!) as Floor;
}
