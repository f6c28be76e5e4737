import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stateSchema } from "@concert/types/tables";
import type { Sql, TransactionSql } from "postgres";
import { ownProjection } from "./ownProjection.ts";

const ddl = readFileSync(join(import.meta.dirname, "../generated/state.sql"), "utf8");

/** Creates an empty state of this build's projection, if there is no schema of the name yet. */
export async function createState(sql: Sql, schema: string, name = stateSchema(schema)): Promise<void> {
  await sql.begin(async (sql) => {
    const [known] = await sql`select from pg_namespace where nspname = ${name}`;
    if (known === undefined) await createStateWithin(sql, schema, name);
  });
}

/** The same within a transaction, whose names are those of the new schema from then on. */
export async function createStateWithin(sql: TransactionSql, schema: string, name: string): Promise<void> {
  await sql`create schema ${sql(name)}`;
  await sql`set local search_path = ${sql(name)}, ${sql(schema)}`;
  await sql.unsafe(ddl);
  await sql`
    insert into projection (version, hash, built_at) values (${ownProjection.version}, ${ownProjection.hash}, now())`;
}
