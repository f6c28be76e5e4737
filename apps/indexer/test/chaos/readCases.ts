import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "./Plan.ts";

export const casesDirectory = join(import.meta.dirname, "cases");

/** A run that failed once. */
export type KeptCase = {
  /** What it found. */
  found: string;
  plan: Plan;
};

export function readCases(): { name: string; kept: KeptCase }[] {
  return readdirSync(casesDirectory)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({
      name: file.slice(0, -".json".length),
      kept: JSON.parse(readFileSync(join(casesDirectory, file), "utf8")) as KeptCase,
    }));
}
