import { InputError } from "@concert/types";
import { stateSchema } from "@concert/types/tables";
import { recompute } from "./project/recompute.ts";
import { connectStore } from "./store/connectStore.ts";

export type CheckParameters = { schema: string; databaseUrl: string };

/**
 * Recomputes everything derived from the events of one cut, beside what is there, and compares.
 *
 * @returns Whether both are the same, row for row. What differs is printed.
 * @throws {InputError} If the schema holds no index.
 */
export async function check({ schema, databaseUrl }: CheckParameters): Promise<boolean> {
  const store = await connectStore({ url: databaseUrl, schema, connections: 1 });
  try {
    const [index] = await store`select from pg_tables where schemaname = ${schema} and tablename = 'checkpoint'`;
    if (index === undefined) throw new InputError(`--schema is ${schema}: there is no index in it, give another.`);
    const { cut, differences } = await recompute(store, stateSchema(schema));
    for (const { table, missing, extra } of differences) {
      console.log(`${table}: ${missing} rows are missing or differ, ${extra} should not be there as they are`);
    }
    console.log(differences.length === 0 ? `cut ${cut}: as recomputed` : `cut ${cut}: not as recomputed`);
    return differences.length === 0;
  } finally {
    await store.end({ timeout: 1 });
  }
}
