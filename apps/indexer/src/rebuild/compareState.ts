import { stateSchema } from "@concert/types/tables";
import type { Sql, TransactionSql } from "postgres";
import { planMany } from "../project/planMany.ts";
import { createStateWithin } from "../store/createState.ts";
import { projectAll } from "./projectAll.ts";

/** A table whose rows are not what the events give. */
export type Difference = {
  table: string;
  /** Rows that the events give and the table lacks. */
  missing: number;
  /** Rows of the table that the events don't give. */
  extra: number;
};

export type Comparison = {
  /** The cut whose events were projected. */
  cut: bigint;
  differences: Difference[];
};

export type CompareStateOptions = {
  /** How many are projected in a step. */
  eventsAtOnce?: number;
  /** Schema of a state that is there and empty, and stays so; else one is created for the time being. */
  empty?: string;
};

/** Projects the events of one cut into another state, of which nothing stays, and compares it with the one there. */
export async function compareState(store: Sql, schema: string, options: CompareStateOptions = {}): Promise<Comparison> {
  let comparison: Comparison | undefined;
  const rollBack = new Error("nothing of it stays");
  try {
    await store.begin("isolation level repeatable read", async (sql) => {
      comparison = await compare(sql, schema, options);
      throw rollBack;
    });
  } catch (error) {
    if (error !== rollBack) throw error;
  }
  return comparison!;
}

async function compare(
  sql: TransactionSql,
  schema: string,
  { eventsAtOnce, empty }: CompareStateOptions,
): Promise<Comparison> {
  const [cut] = await sql<[{ id: string }]>`select coalesce(max(id), 0) as id from cut`;
  const live = stateSchema(schema);
  const recomputed = empty ?? `${live}_check`;
  if (empty === undefined) await createStateWithin(sql, schema, recomputed);
  else await sql`set local search_path = ${sql(empty)}, ${sql(schema)}`;
  await planMany(sql);
  await projectAll(sql, eventsAtOnce);

  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = ${recomputed} and tablename <> 'projection' order by 1`;
  const differences: Difference[] = [];
  for (const { name } of tables) {
    const [own, there] = [
      sql`select * from ${sql(recomputed)}.${sql(name)}`,
      sql`select * from ${sql(live)}.${sql(name)}`,
    ];
    const [counts] = await sql<[{ missing: number; extra: number }]>`
      select
        (select count(*) from (${own} except all ${there}) missing)::integer as missing,
        (select count(*) from (${there} except all ${own}) extra)::integer as extra`;
    if (counts.missing + counts.extra !== 0) differences.push({ table: name, ...counts });
  }
  return { cut: BigInt(cut.id), differences };
}
