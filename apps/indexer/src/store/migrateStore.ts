import { join } from "node:path";
import { searchPath } from "@concert/types/tables";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { createState } from "./createState.ts";

const migrationsFolder = join(import.meta.dirname, "../../migrations");

/**
 * Brings a schema's log of record to this version's tables, and creates what is not there: the schema, and beside it
 * that of an empty state. Whoever comes second waits.
 */
export async function migrateStore(url: string, schema: string): Promise<void> {
  const connection = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: { search_path: searchPath(schema) },
  });
  try {
    await connection`select pg_advisory_lock(hashtextextended(${`concert migration ${schema}`}, 0))`;
    await connection`create schema if not exists ${connection(schema)}`;
    await connection`set search_path = ${connection(schema)}`;
    await migrate(drizzle({ client: connection }), {
      migrationsFolder,
      migrationsSchema: schema,
      migrationsTable: "migration",
    });
    const [indexed] = await connection`select from checkpoint limit 1`;
    if (indexed === undefined) await createState(connection, schema);
  } finally {
    // Ending the session releases the lock.
    await connection.end();
  }
}
