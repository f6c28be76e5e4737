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

/**
 * Projects the events of one cut into a state of its own, of which nothing stays, and compares it with the one there.
 *
 * @param eventsAtOnce How many are projected in a step.
 */
export async function compareState(store: Sql, schema: string, eventsAtOnce?: number): Promise<Comparison> {
  let comparison: Comparison | undefined;
  const rollBack = new Error("nothing of it stays");
  try {
    await store.begin("isolation level repeatable read", async (sql) => {
      comparison = await compare(sql, schema, eventsAtOnce);
      throw rollBack;
    });
  } catch (error) {
    if (error !== rollBack) throw error;
  }
  return comparison!;
}

async function compare(sql: TransactionSql, schema: string, eventsAtOnce: number | undefined): Promise<Comparison> {
  const [cut] = await sql<[{ id: string }]>`select coalesce(max(id), 0) as id from cut`;
  const live = stateSchema(schema);
  const recomputed = `${live}_check`;
  await createStateWithin(sql, schema, recomputed);
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
