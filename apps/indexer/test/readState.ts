import * as tables from "@concert/types/tables";
import { is } from "drizzle-orm";
import { getTableConfig, getViewConfig, PgTable, PgView } from "drizzle-orm/pg-core";
import type { Store } from "../src/store/connectStore.ts";

/** These tell how the index came to its state, not what the state is. */
export const historyTables = ["block", "chain_status", "checkpoint", "cut", "cut_checkpoint", "rewind_log", "unproven"];

export const stateTables = Object.values(tables)
  .filter((value) => is(value, PgTable))
  .map((table) => getTableConfig(table).name)
  .filter((name) => name !== "projection" && !historyTables.includes(name))
  .sort();

export const stateViews = Object.values(tables)
  .filter((value) => is(value, PgView))
  .map((view) => getViewConfig(view).name)
  // What is final depends on when it was asked.
  .filter((name) => !name.startsWith("unfinal_"))
  .sort();

/** Every row of the state, by table or view, as text. */
export async function readState(store: Store): Promise<Record<string, string[]>> {
  return (await store.begin("isolation level repeatable read", async (sql) => {
    const state: Record<string, string[]> = {};
    for (const table of [...stateTables, ...stateViews]) {
      const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(table)} t order by 1`;
      state[table] = rows.map(({ row }) => row);
    }
    return state;
  })) as Record<string, string[]>;
}
