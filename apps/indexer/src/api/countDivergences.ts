import type { Sql } from "postgres";

export type DivergenceCounts = {
  /** Where the two ends of a channel disagree. */
  diverged: number;
  /** Where they may only seem to, since one end's chain can't be read. */
  unproven: number;
};

export async function countDivergences(sql: Sql): Promise<DivergenceCounts> {
  const [counts] = await sql<[DivergenceCounts]>`
    select
      (count(*) filter (where status = 'diverged'))::integer as diverged,
      (count(*) filter (where status = 'unproven'))::integer as unproven
    from divergence`;
  return counts;
}
