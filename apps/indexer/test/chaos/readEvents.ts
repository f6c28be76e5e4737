import * as record from "@concert/types/tables/record";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import type { TransactionSql } from "postgres";
import { plannedOnce } from "./plannedOnce.ts";

/** Tables with a row per event, those of events that can't be decoded included. */
const eventTables = Object.values(record)
  .filter((value) => is(value, PgTable))
  .map((table) => getTableConfig(table))
  .filter(({ columns }) => ["log_index", "block_hash"].every((name) => columns.some((column) => column.name === name)))
  .map(({ name }) => name);

const query = `
  select chain_id::text as "chainId", block_number::integer as number, block_hash as hash, count(*)::integer as events
  from (${eventTables.map((table) => `select chain_id, block_number, block_hash from "${table}"`).join(" union all ")}) e
  group by 1, 2, 3`;

export type IndexedEvents = { chainId: string; number: number; hash: string; events: number };

/** How many events of which blocks the state holds. */
export async function readEvents(sql: TransactionSql): Promise<IndexedEvents[]> {
  return await sql.unsafe<IndexedEvents[]>(query, [], plannedOnce);
}
