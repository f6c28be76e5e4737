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
/** What still reads the former state after that leaves it to the next start. */
const formerMilliseconds = 60_000;

/**
 * Recomputes the state from the log of record beside the one that is there, and puts it into its place. Who reads sees
 * the one or the other, which hold the same; who writes waits for a moment.
 *
 * - What is committed meanwhile is followed, until little is left. Then the projection lock is taken, so that nothing
 *   more is committed, and the rest is followed.
 * - From then on a snapshot finds the same in both. Who still reads an older one, for which the new state's rows are not
 *   there yet, is waited for. Only then the schemas are renamed: a name may lead to either from one statement to the next.
 * - The former state is dropped once the transactions that may know it by more than its name have ended.
 *
 * The caller holds the rebuild lock.
 */
export async function rebuildState(parameters: RebuildStateParameters): Promise<void> {
  const { url, schema, log, signal } = parameters;
  const start = performance.now();
  const next = nextSchema(schema);
  await using stack = new AsyncDisposableStack();
  const store = await connectStore({ url, schema, connections: 3 });
  stack.defer(() => store.end({ timeout: 1 }));
  const control = await connectStore({ url, schema, connections: 1 });
  stack.defer(() => control.end({ timeout: 1 }));

  log.info("rebuilding the state", { schema });
  await dropLeftovers(control, schema, signal);
  await createState(control, schema, next);
  await grantSchema(control, next);
  const builder = createBuilder(store, [next, schema]);
  stack.defer(() => builder.release());
  for (;;) {
    await followUntilShort(builder, signal);
    if (await takePlace(control, builder, parameters)) break;
    await sleep(pauseMilliseconds, undefined, { signal });
  }
  log.info("the state is rebuilt", { schema, milliseconds: Math.round(performance.now() - start) });
  await dropFormer(control, parameters);
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
    select hashtextextended(${`${schema} projection`}, 0)::text as "lockKey", pg_backend_pid() as session
    from (select pg_advisory_lock(hashtextextended(${`${schema} projection`}, 0))) locked`;
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

/** Transactions that began before the rename may hold on to the former state; later ones find the new one by its name. */
async function dropFormer(control: Sql, { schema, log, signal }: RebuildStateParameters): Promise<void> {
  const running = await readTransactions(control);
  const left = await awaitTransactions(control, running, { milliseconds: formerMilliseconds });
  if (left.size === 0) await dropLeftovers(control, schema, signal);
  else log.warn("the former state is still read: the next start drops it", { schema: formerSchema(schema) });
}
