import { InputError } from "@concert/types";
import type { Sql } from "postgres";

/** @throws {InputError} If the schema holds no index. */
export async function requireIndex(sql: Sql, schema: string): Promise<void> {
  const [index] = await sql`select from pg_tables where schemaname = ${schema} and tablename = 'checkpoint'`;
  if (index === undefined) throw new InputError(`--schema is ${schema}: there is no index in it, give another.`);
}
