import type { Sql } from "postgres";

/**
 * Makes sure that a benched index holds every event, and that its channels agree: what is quick by leaving something out
 * does not count.
 *
 * @throws If it does not.
 */
export async function verifyIndex(sql: Sql, schema: string, events: number): Promise<void> {
  // Tables of events start with where they are, and say who emitted them.
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.columns
    where table_schema = ${schema} and column_name in ('block_hash', 'log_index', 'contract', 'transaction_index')
    group by table_name having count(*) = 4`;
  const counts = await Promise.all(
    tables.map(
      ({ name }) => sql<[{ count: number }]>`select count(*)::integer as count from ${sql(schema)}.${sql(name)}`,
    ),
  );
  const indexed = counts.reduce((sum, [{ count }]) => sum + count, 0);
  if (indexed !== events) throw new Error(`${indexed} of ${events} events are indexed.`);
  const [{ count }] = await sql<[{ count: number }]>`
    select count(*)::integer as count from ${sql(`${schema}_state`)}.mismatch`;
  if (count !== 0) throw new Error(`the ends of channels differ in ${count} places.`);
}
