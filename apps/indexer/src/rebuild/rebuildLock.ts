import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";

const lookMilliseconds = 500;

/** Tries to be the only one who rebuilds a schema's state, for as long as the connection of the pool stays open. */
export async function tryRebuildLock(control: Sql, schema: string): Promise<boolean> {
  const [tried] = await control<[{ locked: boolean }]>`
    select pg_try_advisory_lock(hashtextextended(${`${schema} rebuild`}, 0)) as locked`;
  return tried.locked;
}

/** Waits until nobody else rebuilds the schema's state. */
export async function rebuildLock(control: Sql, schema: string, signal: AbortSignal): Promise<void> {
  while (!(await tryRebuildLock(control, schema))) await sleep(lookMilliseconds, undefined, { signal });
}
