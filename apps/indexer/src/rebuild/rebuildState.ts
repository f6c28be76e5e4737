import { setTimeout as sleep } from "node:timers/promises";
import { stateSchema } from "@concert/types/tables";
import type { Sql } from "postgres";
import type { Log } from "../log.ts";
import { connectStore } from "../store/connectStore.ts";
import { createState } from "../store/createState.ts";
import { grantSchema } from "../store/grantReader.ts";
import { awaitTransactions, readTransactions } from "./awaitTransactions.ts";
import { type Builder, createBuilder } from "./createBuilder.ts";
import { dropLeftovers, formerSchema, nextSchema } from "./dropLeftovers.ts";

export type RebuildStateParameters = {
  url: string;
  schema: string;
  log: Log;
  /** Ends it; nothing has changed then. */
  signal: AbortSignal;
  /** For so long commits wait for those who read an older snapshot, before they go on and it is tried again. */
  patienceMilliseconds?: number;
};

/** Commits are held up for about that long: what takes longer is followed before. */
const shortMilliseconds = 300;
const mostRounds = 20;
const pauseMilliseconds = 1_000;
/** After a rename, statements that were just being planned are given so long. */
const settleMilliseconds = 1_000;

/**
 * Recomputes the state from the log of record beside the one that is there, and puts it into its place. Who reads sees
 * the one or the other, which hold the same; who writes waits for a moment.
 *
 * - What is committed meanwhile is followed, until little is left. Then the projection lock is taken, so that nothing
 *   more is committed, and the rest is followed.
 * - From then on a snapshot finds the same in both. Who still reads an older one, for which the new state's rows are not
 *   there yet, is waited for. Only then the schemas are renamed: a name may lead to either from one statement to the next.
 *
 * The caller holds the rebuild lock, and clears the former state away (`clearLeftovers`).
 */
export async function rebuildState(parameters: RebuildStateParameters): Promise<void> {
  const { url, schema, log, signal } = parameters;
  const start = performance.now();
  const next = nextSchema(schema);
  await using stack = new AsyncDisposableStack();
  const store = await connectStore({ url, schema, connections: 3 });
  stack.defer(() => store.end({ timeout: 1 }));
  // A long statement is not waited for.
  const end = () => void store.end({ timeout: 0 });
  signal.addEventListener("abort", end);
  stack.defer(() => signal.removeEventListener("abort", end));
  const control = await connectStore({ url, schema, connections: 1 });
  stack.defer(() => control.end({ timeout: 1 }));

  log.info("rebuilding the state", { schema });
  await dropLeftovers(control, schema, signal);
  await createState(control, schema, next);
  await grantSchema(control, next);
  const builder = createBuilder(store, [next, schema]);
  try {
    for (;;) {
      await followUntilShort(builder, signal);
      if (await takePlace(control, builder, parameters)) break;
      await sleep(pauseMilliseconds, undefined, { signal });
    }
    await builder.release();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  log.info("the state is rebuilt", { schema, milliseconds: Math.round(performance.now() - start) });
}

async function followUntilShort(builder: Builder, signal: AbortSignal): Promise<void> {
  for (let round = 1; round <= mostRounds; round++) {
    signal.throwIfAborted();
    const start = performance.now();
    await builder.follow();
    if (performance.now() - start < shortMilliseconds) return;
  }
}

/** @returns Whether it did: not if someone reads an older snapshot for too long. */
async function takePlace(
  control: Sql,
  builder: Builder,
  { schema, log, patienceMilliseconds = 2_000 }: RebuildStateParameters,
): Promise<boolean> {
  const [{ lockKey, session }] = await control<[{ lockKey: string; session: number }]>`
    select hashtextextended(${`${schema} projection`}, 0)::text as "lockKey", pg_backend_pid() as session`;
  await control`select pg_advisory_lock(${lockKey}::bigint)`;
  try {
    await builder.follow();
    await builder.release();
    const older = await awaitTransactions(control, await readTransactions(control, lockKey), {
      lockKey,
      milliseconds: patienceMilliseconds,
    });
    if (older.size > 0) {
      log.warn("the rebuilt state waits for transactions that are open for long", {
        applications: [...new Set(older.values())].join(", "),
      });
      await builder.hold();
      return false;
    }
    await rename(control, schema, session);
    // A statement that was planned just before the rename may start to read just after it.
    await awaitTransactions(control, await readTransactions(control, lockKey), {
      lockKey,
      milliseconds: settleMilliseconds,
    });
    return true;
  } finally {
    await control`select pg_advisory_unlock(${lockKey}::bigint)`;
  }
}

async function rename(control: Sql, schema: string, session: number): Promise<void> {
  const live = stateSchema(schema);
  await control.begin(async (sql) => {
    const [now] = await sql<{ session: number; live: boolean }[]>`
      select pg_backend_pid() as session, to_regnamespace(${live}) is not null as live`;
    if (now!.session !== session) throw new Error("the connection that held the projection lock was lost.");
    if (now!.live) await sql`alter schema ${sql(live)} rename to ${sql(formerSchema(schema))}`;
    await sql`alter schema ${sql(nextSchema(schema))} rename to ${sql(live)}`;
  });
}
