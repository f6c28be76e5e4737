import postgres, { type Sql } from "postgres";
import type { Store } from "../../src/store/connectStore.ts";
import type { Database, Databases } from "./openDatabases.ts";

/**
 * Lends one database to a run after the other, emptied, with its connections: to create one, to connect to it and to
 * plan every statement anew is a fifth of what a run costs.
 */
export type ReusedDatabase = AsyncDisposable & {
  /** Whoever had it before has ended. */
  lend: () => Promise<Database>;
  /** Drops it, whoever has it: the next one who asks is lent another. */
  drop: () => Promise<void>;
};

type Current = { database: Database & AsyncDisposable; control: Sql; connections: Connection[]; runs: number };
type Connection = { key: string; store: Store; used: boolean };

/** What runs deleted stays in the tables. */
const mostRuns = 10;

export function reuseDatabase(databases: Databases): ReusedDatabase {
  let current: Current | undefined;

  async function open(): Promise<Current> {
    const database = await databases.open();
    const control = postgres(database.url, { max: 1, connection: { lock_timeout: 10_000 } });
    await control.unsafe(emptying);
    return { database, control, connections: [], runs: 0 };
  }

  async function drop(): Promise<void> {
    const dropped = current;
    current = undefined;
    await dropped?.control.end({ timeout: 1 });
    await dropped?.database[Symbol.asyncDispose]();
  }

  async function connect({ database, connections }: Current, schema: string, count: number): Promise<Store> {
    const key = `${schema} ${count}`;
    let connection = connections.find((known) => known.key === key && !known.used);
    if (connection === undefined) {
      connection = { key, store: await database.connect(schema, count), used: false };
      connections.push(connection);
    }
    connection.used = true;
    return connection.store;
  }

  return {
    async lend() {
      if (current !== undefined && (current.runs === mostRuns || !(await isIdle(current)))) await drop();
      const lent = current ?? (await open());
      if (lent === current) await lent.control`select pg_temp.empty_tables()`;
      current = lent;
      lent.runs++;
      for (const connection of lent.connections) connection.used = false;
      return {
        url: lent.database.url,
        connect: (schema, connections) => connect(lent, schema, connections),
      };
    },
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

/** Whether nobody left a connection in the middle of something: the next run is not to fail of it. */
async function isIdle({ control }: Current): Promise<boolean> {
  const busy = await control`
    select from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`;
  return busy.length === 0;
}

/** A function, as its statements are planned once. */
const emptying = `
  do $$
  begin
    execute (
      select
        'create function pg_temp.empty_tables() returns void language plpgsql as ' ||
        quote_literal('begin ' || string_agg(format('delete from %I.%I;', schemaname, tablename), ' ') || ' end')
      from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') and tablename not in ('migration', 'projection')
    );
  end
  $$`;
