import { InputError } from "@concert/types";
import { checkpoint, searchPath } from "@concert/types/tables";
import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { listen } from "./listen.ts";
import { StateUnavailableError } from "./StateUnavailableError.ts";

export type ConnectStateParameters = {
  /** `postgres://user:password@host:port/database`; a role that may read suffices. */
  databaseUrl: string;
  /** The index's schema. */
  schema: string;
};

/** One committed cut, to be asked with Drizzle and the tables of `@concert/types/tables`. Nothing writes to it. */
export type Snapshot = Parameters<Parameters<NodePgDatabase["transaction"]>[0]>[0];

/** The state of an index, read-only. */
export type State = {
  /**
   * Answers a question out of one snapshot, however many queries it takes.
   *
   * @throws {StateUnavailableError} Postgres does not answer.
   */
  read<Answer>(question: (snapshot: Snapshot) => Promise<Answer>): Promise<Answer>;
  /**
   * Calls back whenever a cut was committed. Only a wake-up: while the connection is lost so are wake-ups, so look from
   * time to time without one.
   */
  onCut(wake: () => void): void;
  close(): Promise<void>;
};

/** Milliseconds. */
const connectTimeout = 10_000;
const statementTimeout = 30_000;

/**
 * Connects to the state that an indexer keeps in Postgres.
 *
 * @throws {InputError} The URL is none.
 * @throws {StateUnavailableError} Postgres does not answer, or the schema holds no index.
 */
export async function connectState({ databaseUrl, schema }: ConnectStateParameters): Promise<State> {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
    // It may hold a password, so it is not repeated.
    throw new InputError("DATABASE_URL is no URL of a database: write postgres://user:password@host:port/database.");
  }
  const options: pg.PoolConfig = {
    connectionString: databaseUrl,
    application_name: "concert",
    connectionTimeoutMillis: connectTimeout,
    statement_timeout: statementTimeout,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...options, max: 4 });
  // A connection that is lost while nobody uses it is replaced by the next one who does.
  pool.on("error", () => {});
  const database = drizzle({ client: pool });
  const { host, port, database: name } = new pg.Client(options);
  const place = { host, port, database: name ?? "", schema };
  const closing = new AbortController();

  const state: State = {
    async read(question) {
      try {
        return await database.transaction(
          async (snapshot) => {
            await snapshot.execute(sql`select set_config('search_path', ${searchPath(schema)}, true)`);
            return await question(snapshot);
          },
          { isolationLevel: "repeatable read", accessMode: "read only" },
        );
      } catch (error) {
        throw StateUnavailableError.from(error, place) ?? error;
      }
    },
    onCut: (wake) => listen({ options, channel: `${schema}_cut`, wake, signal: closing.signal }),
    async close() {
      closing.abort();
      await pool.end();
    },
  };

  try {
    await state.read((snapshot) => snapshot.select({ chainId: checkpoint.chainId }).from(checkpoint).limit(1));
  } catch (error) {
    await state.close();
    throw error;
  }
  return state;
}
