import { setTimeout as sleep } from "node:timers/promises";
import { stateSchema } from "@concert/types/tables";
import type { Sql } from "postgres";
import type { Log } from "../log.ts";
import { awaitTransactions, readTransactions } from "./awaitTransactions.ts";

/** Where a state is built that will take the place of the one that is there. */
export function nextSchema(schema: string): string {
  return `${stateSchema(schema)}_next`;
}

/** Where a state is that another one took the place of, until nobody reads it any more. */
export function formerSchema(schema: string): string {
  return `${stateSchema(schema)}_former`;
}

/** What is still read after that is left to the next start. */
const patienceMilliseconds = 60_000;

/**
 * Drops what rebuilds have left, once every transaction has ended that may know the former state by more than its name.
 *
 * The caller holds the rebuild lock.
 */
export async function clearLeftovers(
  control: Sql,
  { schema, log, signal }: { schema: string; log: Log; signal: AbortSignal },
): Promise<void> {
  const [former] = await control`select from pg_namespace where nspname = ${formerSchema(schema)}`;
  if (former !== undefined) {
    const running = await readTransactions(control);
    const left = await awaitTransactions(control, running, { milliseconds: patienceMilliseconds, signal });
    if (signal.aborted) return;
    if (left.size > 0) {
      log.warn("the former state is still read: the next start drops it", { schema: formerSchema(schema) });
      return;
    }
  }
  await dropLeftovers(control, schema, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

const lockNotAvailable = "55P03";
const retryMilliseconds = 200;

/** Drops what a rebuild, interrupted or not, has left. Whoever still reads it is waited for, and not held up. */
export async function dropLeftovers(sql: Sql, schema: string, signal: AbortSignal): Promise<void> {
  for (const name of [nextSchema(schema), formerSchema(schema)]) {
    for (;;) {
      const dropped = await drop(sql, name);
      if (dropped) break;
      await sleep(retryMilliseconds, undefined, { signal });
    }
  }
}

async function drop(sql: Sql, name: string): Promise<boolean> {
  try {
    await sql.begin(async (sql) => {
      // Below Postgres's own deadlock_timeout: a reader is never ended in our favour.
      await sql`set local lock_timeout = '100ms'`;
      await sql`drop schema if exists ${sql(name)} cascade`;
    });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === lockNotAvailable) return false;
    throw error;
  }
}
