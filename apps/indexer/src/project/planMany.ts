import type { TransactionSql } from "postgres";

/** From how many rows of events on the projection is planned anew. */
export const manyRows = 2_000;

/**
 * Has Postgres plan each statement of this transaction for the values that it is given, and join sets by hashing: what
 * touches thousands of rows is done in sets. Where a batch is small, planning would cost more than it saves.
 */
export async function planMany(sql: TransactionSql): Promise<void> {
  await sql`
    select
      set_config('plan_cache_mode', 'force_custom_plan', true),
      set_config('enable_hashjoin', 'on', true),
      set_config('enable_mergejoin', 'on', true),
      set_config('enable_memoize', 'off', true),
      set_config('work_mem', '64MB', true),
      set_config('default_statistics_target', '10', true)`;
}

/**
 * Runs a statement that reaches into tables by lateral joins alone, and joins what it finds by hashing: the planner takes
 * sets that it knows nothing of for small, and would compare each row of one with each of the other.
 */
export async function joinSets<Result>(sql: TransactionSql, statement: () => Promise<Result>): Promise<Result> {
  await sql`set local enable_nestloop = off`;
  const result = await statement();
  await sql`set local enable_nestloop = on`;
  return result;
}
