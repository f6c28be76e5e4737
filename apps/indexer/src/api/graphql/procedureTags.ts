import { stateSchema } from "@concert/types/tables";
import type { Tags } from "./tableTags.ts";

/** Functions that others are made of. */
const hidden = ["blocks_at", "cut_blocks"];

/** The smart tags of functions, by schema and name. */
export function procedureTags(schema: string): Record<string, { tags: Tags }> {
  return Object.fromEntries(hidden.map((name) => [`${stateSchema(schema)}.${name}`, { tags: { behavior: "-*" } }]));
}
