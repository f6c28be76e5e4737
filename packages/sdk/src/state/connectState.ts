import { checkpoint } from "@concert/types/tables";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { StateUnavailableError } from "./StateUnavailableError.ts";

export type ConnectStateParameters = {
  /** `postgres://user:password@host:port/database`; a role that may read suffices. */
  databaseUrl: string;
  /** The index's schema. */
  schema: string;
};

/** One committed cut, to be asked with Drizzle and the tables of `@concert/types/tables`. Nothing writes to it. */
export type Snapshot = Parameters<Parameters<PostgresJsDatabase["transaction"]>[0]>[0];

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
  onCut(wake: () => void): Promise<void>;
  close(): Promise<void>;
};

/**
 * Connects to the state that an indexer keeps in Postgres.
 *
 * @throws {StateUnavailableError} Postgres does not answer, or the schema holds no index.
 */
export async function connectState({ databaseUrl, schema }: ConnectStateParameters): Promise<State> {
  const sql = connect(databaseUrl, schema);
  const database = drizzle({ client: sql });
  const explain = (error: unknown) => StateUnavailableError.from(error, { ...sql.options, schema });

  const state: State = {
    async read(question) {
      try {
        return await database.transaction(question);
      } catch (error) {
        throw explain(error) ?? error;
      }
    },
    async onCut(wake) {
      await sql.listen(`${schema}_cut`, wake);
    },
    close: () => sql.end({ timeout: 1 }),
  };

  try {
    await state.read((snapshot) => snapshot.select({ chainId: checkpoint.chainId }).from(checkpoint).limit(1));
  } catch (error) {
    await state.close();
    throw error;
  }
  return state;
}

function connect(databaseUrl: string, schema: string): postgres.Sql {
  try {
    return postgres(databaseUrl, {
      max: 4,
      connect_timeout: 10,
      onnotice: () => {},
      connection: {
        application_name: "concert",
        search_path: `"${schema.replaceAll('"', '""')}"`,
        // One snapshot per transaction, and none that writes.
        default_transaction_isolation: "repeatable read",
        default_transaction_read_only: true,
        statement_timeout: 30_000,
      },
    });
  } catch (error) {
    // The URL holds a password, so it is not repeated.
    throw new StateUnavailableError("The database's URL is none: write postgres://user:password@host:port/database.", {
      retryable: false,
      cause: error,
    });
  }
}
