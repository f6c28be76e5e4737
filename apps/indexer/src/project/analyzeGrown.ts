import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";

/** Fewer rows than that are found quickly whatever the planner thinks. */
export const grownRows = 200;

/**
 * Has Postgres look at tables that many rows were just added to, if it knows them as less than half as large: else it
 * would take any index of a fresh table for as good as another, until its own collector comes round.
 *
 * @param added How many rows, by table.
 */
export async function analyzeGrown(sql: TransactionSql, added: ReadonlyMap<string, number>): Promise<void> {
  const many = [...added].filter(([, count]) => count >= grownRows);
  if (many.length === 0) return;
  const known = await sql<{ name: string; rows: number }[]>`
    select name, c.reltuples as rows
    from unnest(${arrayOf(many.map(([name]) => name))}::text[]) as name
    join pg_class c on c.oid = to_regclass(quote_ident(name))`;
  for (const { name, rows } of known) {
    if (added.get(name)! > rows) await sql`analyze ${sql(name)}`;
  }
}
