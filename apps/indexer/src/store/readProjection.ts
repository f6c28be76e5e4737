import { InputError } from "@concert/types";
import { stateSchema } from "@concert/types/tables";
import type { Sql } from "postgres";
import { ownProjection, type Projection } from "./ownProjection.ts";

/**
 * Which projection made the state of a schema.
 *
 * @returns Undefined if there is no state.
 * @throws {InputError} If it was a newer one than this build's.
 */
export async function readProjection(sql: Sql, schema: string): Promise<Projection | undefined> {
  const state = stateSchema(schema);
  const [there] = await sql`select from pg_tables where schemaname = ${state} and tablename = 'projection'`;
  if (there === undefined) return undefined;
  const [found] = await sql<Projection[]>`select version, hash from ${sql(state)}.projection`;
  if (found !== undefined && found.version > ownProjection.version) {
    throw new InputError(
      `--schema is ${schema}: its state is of version ${found.version} of the projection, and this build is of version ${ownProjection.version}: run the newer build.`,
    );
  }
  return found;
}
