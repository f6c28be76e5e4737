import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Projection = { version: number; hash: string };

/** What this build derives from the log of record, and how. */
export const ownProjection = JSON.parse(
  readFileSync(join(import.meta.dirname, "../generated/projection.json"), "utf8"),
) as Projection;
