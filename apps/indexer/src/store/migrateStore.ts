import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const migrationsFolder = join(import.meta.dirname, "../../migrations");

/** Brings a schema to this version's tables, creating it if it is not there. Whoever comes second waits. */
export async function migrateStore(url: string, schema: string): Promise<void> {
  const connection = postgres(url, { max: 1, onnotice: () => undefined, connection: { search_path: schema } });
  try {
    await connection`select pg_advisory_lock(hashtextextended(${`concert migration ${schema}`}, 0))`;
    await migrate(drizzle({ client: connection }), {
      migrationsFolder,
      migrationsSchema: schema,
      migrationsTable: "migration",
    });
  } finally {
    // Ending the session releases the lock.
    await connection.end();
  }
}
