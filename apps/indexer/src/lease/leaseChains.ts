import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { firstLine, type Log } from "../log.ts";
import { leaseKey } from "./leaseKey.ts";

export type LeaseChainsParameters = {
  url: string;
  schema: string;
  chainIds: readonly bigint[];
  log: Log;
  /** Called whenever other chains are held than before; with none once the connection that holds them is lost. */
  onChange: (held: ReadonlySet<bigint>) => void;
};

export type Leases = AsyncDisposable & {
  /** The chains that this worker indexes now. */
  readonly held: ReadonlySet<bigint>;
};

/** How often is looked for chains that nobody holds, and for workers that came. */
const lookMilliseconds = 200;

/**
 * Shares the chains of an index with the other workers of its schema. A chain is held by a session-level advisory lock:
 * when a worker dies, its session ends, and whoever looks next takes the chain over. Each worker holds its
 * share, and gives chains up when another worker has come.
 */
export function leaseChains(parameters: LeaseChainsParameters): Leases {
  const { log, onChange } = parameters;
  const stop = new AbortController();
  let held: ReadonlySet<bigint> = new Set();

  function tell(now: ReadonlySet<bigint>): void {
    if (now.size === held.size && [...now].every((chainId) => held.has(chainId))) return;
    held = now;
    log.info("chains are leased", { chains: [...now].join(",") || "none" });
    onChange(now);
  }

  async function keep(): Promise<void> {
    let answered = true;
    while (!stop.signal.aborted) {
      const session = connect(parameters);
      const ending = AbortSignal.any([stop.signal, session.lost]);
      try {
        await enter(session.sql, parameters.schema);
        answered = true;
        while (!ending.aborted) {
          tell(await balance(session.sql, parameters, held));
          await sleep(lookMilliseconds, undefined, { signal: ending });
        }
      } catch (error) {
        if (!ending.aborted && answered) {
          answered = false;
          log.warn("the leases of chains can't be kept, trying again", { error: firstLine(error) });
        }
      }
      // The session's locks go with it.
      tell(new Set());
      await session.sql.end({ timeout: 1 });
      await sleep(lookMilliseconds, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  }

  const keeping = keep();
  return {
    get held() {
      return held;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await keeping;
    },
  };
}

type Session = { sql: postgres.Sql; lost: AbortSignal };

function connect({ url }: LeaseChainsParameters): Session {
  const lost = new AbortController();
  const sql = postgres(url, {
    max: 1,
    // Another connection would hold none of the locks.
    max_lifetime: null,
    onclose: () => lost.abort(),
    onnotice: () => undefined,
    connection: {
      application_name: "concert-lease",
      // A worker whose host is gone is noticed by the server within seconds.
      tcp_keepalives_idle: 1,
      tcp_keepalives_interval: 1,
      tcp_keepalives_count: 3,
    },
  });
  return { sql, lost: lost.signal };
}

/** Every worker shares one lock, so that it is known how many there are. */
async function enter(sql: postgres.Sql, schema: string): Promise<void> {
  await sql`select pg_advisory_lock_shared(${workerKey(sql, schema)})`;
}

/** @returns The chains that are held now. */
async function balance(
  sql: postgres.Sql,
  { schema, chainIds }: LeaseChainsParameters,
  held: ReadonlySet<bigint>,
): Promise<ReadonlySet<bigint>> {
  const share = await readShare(sql, schema, chainIds.length);
  const now = new Set(held);
  for (const chainId of [...now].slice(share)) {
    await sql`select pg_advisory_unlock(${leaseKey(sql, schema, chainId)})`;
    now.delete(chainId);
  }
  for (const chainId of chainIds) {
    if (now.size >= share) break;
    if (now.has(chainId)) continue;
    const [taken] = await sql<[{ locked: boolean }]>`
      select pg_try_advisory_lock(${leaseKey(sql, schema, chainId)}) as locked`;
    if (taken.locked) now.add(chainId);
  }
  return now;
}

/** How many chains this worker should hold: those of all workers add up to all chains. */
async function readShare(sql: postgres.Sql, schema: string, chains: number): Promise<number> {
  const [{ workers, rank }] = await sql<[{ workers: number; rank: number }]>`
    select count(*)::integer as workers, count(*) filter (where pid < pg_backend_pid())::integer as rank
    from pg_locks, (select ${workerKey(sql, schema)} as key) worker
    where locktype = 'advisory' and objsubid = 1 and granted
      and database = (select oid from pg_database where datname = current_database())
      and classid::bigint = (key >> 32) & 4294967295 and objid::bigint = key & 4294967295`;
  return Math.floor(chains / workers) + (rank < chains % workers ? 1 : 0);
}

function workerKey(sql: postgres.Sql, schema: string) {
  return sql`hashtextextended(${`${schema} worker`}, 0)`;
}
