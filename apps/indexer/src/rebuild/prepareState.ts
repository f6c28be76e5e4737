import { firstLine } from "../log.ts";
import { connectStore } from "../store/connectStore.ts";
import { ownProjection } from "../store/ownProjection.ts";
import { readProjection } from "../store/readProjection.ts";
import { clearLeftovers } from "./dropLeftovers.ts";
import { rebuildLock, tryRebuildLock } from "./rebuildLock.ts";
import { type RebuildStateParameters, rebuildState } from "./rebuildState.ts";

/**
 * Sees to it that the state is of this build's projection: if another one made it, it is rebuilt from the log of record,
 * and goes on being served until then.
 *
 * @returns Clears away what this or an interrupted rebuild has left, and is disposed of once that is done.
 * @throws {InputError} If a newer build made the state.
 */
export async function prepareState(parameters: RebuildStateParameters): Promise<AsyncDisposable> {
  const { url, schema, log, signal } = parameters;
  // Its session holds the rebuild lock.
  const control = await connectStore({ url, schema, connections: 1 });
  try {
    if (!(await isOwn())) {
      await rebuildLock(control, schema, signal);
      // Another process may have been quicker.
      if (!(await isOwn())) await rebuildState(parameters);
    }
  } catch (error) {
    await control.end({ timeout: 1 });
    throw error;
  }
  const clearing = clear();
  return { [Symbol.asyncDispose]: () => clearing };

  async function isOwn(): Promise<boolean> {
    return (await readProjection(control, schema))?.hash === ownProjection.hash;
  }

  async function clear(): Promise<void> {
    try {
      if (await tryRebuildLock(control, schema)) await clearLeftovers(control, parameters);
    } catch (error) {
      log.warn("what a rebuild left is not dropped: the next start does", { error: firstLine(error) });
    } finally {
      await control.end({ timeout: 1 });
    }
  }
}
