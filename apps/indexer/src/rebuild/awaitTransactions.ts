import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";

/** Transactions that run now, and what they call themselves. */
export type Transactions = ReadonlyMap<string, string>;

const lookMilliseconds = 5;

/**
 * The transactions of other sessions of this database that hold a snapshot.
 *
 * @param lockKey Of an advisory lock. Those who wait for it are not among them: they take a new snapshot after it.
 */
export async function readTransactions(sql: Sql, lockKey?: string): Promise<Transactions> {
  const rows = await sql<{ id: string; name: string }[]>`
    select l.virtualxid || ' ' || l.virtualtransaction as id, coalesce(nullif(a.application_name, ''), 'a client') as name
    from pg_locks l
    join pg_stat_activity a on a.pid = l.pid and a.datname = current_database()
      -- Of other roles' sessions, only a superuser is told the type; those of Postgres itself have no user.
      and (a.backend_type = 'client backend' or (a.backend_type is null and a.usesysid is not null))
    where l.locktype = 'virtualxid' and l.pid <> pg_backend_pid() and a.backend_xmin is not null
      and not exists (
        select from pg_locks w
        where w.pid = l.pid and w.locktype = 'advisory' and not w.granted and w.objsubid = 1
          and w.classid::bigint = (${lockKey ?? null}::bigint >> 32) & 4294967295
          and w.objid::bigint = ${lockKey ?? null}::bigint & 4294967295
      )`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * Waits until those transactions have ended.
 *
 * @returns Those that had not after the time, or at the signal.
 */
export async function awaitTransactions(
  sql: Sql,
  transactions: Transactions,
  { lockKey, milliseconds, signal }: { lockKey?: string; milliseconds: number; signal?: AbortSignal },
): Promise<Transactions> {
  const end = performance.now() + milliseconds;
  let waited = transactions;
  while (waited.size > 0 && performance.now() < end && signal?.aborted !== true) {
    await sleep(lookMilliseconds);
    const running = await readTransactions(sql, lockKey);
    waited = new Map([...waited].filter(([id]) => running.has(id)));
  }
  return waited;
}
