import type { TransactionSql } from "postgres";

/**
 * Waits until no other transaction projects. A statement of its own: those after it see what the holder before committed;
 * two that rebuild one order side by side would each miss the other's events.
 */
export async function lockProjection(sql: TransactionSql): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(current_setting('concert.schema') || ' projection', 0))`;
}
