import { InputError } from "@concert/types";
import { createLog } from "../log.ts";
import { connectStore } from "../store/connectStore.ts";
import { readProjection } from "../store/readProjection.ts";
import { requireIndex } from "../store/requireIndex.ts";
import { clearLeftovers } from "./dropLeftovers.ts";
import { tryRebuildLock } from "./rebuildLock.ts";
import { rebuildState } from "./rebuildState.ts";

export type RebuildParameters = { schema: string; databaseUrl: string };

/**
 * Rebuilds the state of a schema beside whatever runs on it.
 *
 * @throws {InputError} If the schema holds no index, its state is of a newer build, or it is being rebuilt already.
 */
export async function rebuild({ schema, databaseUrl: url }: RebuildParameters): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => stop.abort(new InputError(`${signal}: the state is as it was.`)));
  }
  const control = await connectStore({ url, schema, connections: 1 });
  try {
    await requireIndex(control, schema);
    await readProjection(control, schema);
    if (!(await tryRebuildLock(control, schema))) {
      throw new InputError(`--schema is ${schema}: its state is being rebuilt already, wait for that.`);
    }
    const log = createLog();
    await rebuildState({ url, schema, log, signal: stop.signal });
    await clearLeftovers(control, { schema, log, signal: stop.signal });
  } finally {
    await control.end({ timeout: 1 });
  }
}
