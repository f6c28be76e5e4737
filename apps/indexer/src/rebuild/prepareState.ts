import { connectStore } from "../store/connectStore.ts";
import { ownProjection } from "../store/ownProjection.ts";
import { readProjection } from "../store/readProjection.ts";
import { dropLeftovers } from "./dropLeftovers.ts";
import { rebuildLock, tryRebuildLock } from "./rebuildLock.ts";
import { type RebuildStateParameters, rebuildState } from "./rebuildState.ts";

/**
 * Sees to it that the state is of this build's projection: if an older one made it, it is rebuilt from the log of record,
 * and goes on being served until then. What an interrupted rebuild has left is dropped.
 *
 * @throws {InputError} If a newer build made the state.
 */
export async function prepareState(parameters: RebuildStateParameters): Promise<void> {
  const { url, schema, log, signal } = parameters;
  const control = await connectStore({ url, schema, connections: 1 });
  try {
    if (await isOwn()) {
      if (await tryRebuildLock(control, schema)) await dropLeftovers(control, schema, signal);
      return;
    }
    await rebuildLock(control, schema, signal);
    // Another process may have been quicker.
    if (await isOwn()) return;
    const found = await readProjection(control, schema);
    log.info("the state is of another projection", { version: found?.version, own: ownProjection.version });
    await rebuildState(parameters);
  } finally {
    // The lock goes with the session.
    await control.end({ timeout: 1 });
  }

  async function isOwn(): Promise<boolean> {
    return (await readProjection(control, schema))?.hash === ownProjection.hash;
  }
}
