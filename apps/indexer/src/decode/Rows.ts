import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { getTableConfig } from "drizzle-orm/pg-core";

/** The rows of one table, column by column, as Postgres reads them. */
export type TableRows = {
  table: PgTable;
  columns: readonly PgColumn[];
  /** One array per column. */
  values: string[][];
};

/** Rows on their way into event tables. */
export type Rows = {
  /** By table, in the order in which they were first added to. */
  tables: Map<PgTable, TableRows>;
  /** Of all tables. */
  count: number;
};

const columnsOf = new WeakMap<PgTable, readonly PgColumn[]>();

export function emptyRows(): Rows {
  return { tables: new Map(), count: 0 };
}

/** Appends a row: its values in the order of the table's columns. */
export function addRow(rows: Rows, table: PgTable, ...values: readonly (readonly string[])[]): void {
  let group = rows.tables.get(table);
  if (group === undefined) {
    let columns = columnsOf.get(table);
    if (columns === undefined) {
      columns = getTableConfig(table).columns;
      columnsOf.set(table, columns);
    }
    group = { table, columns, values: columns.map(() => []) };
    rows.tables.set(table, group);
  }
  let column = 0;
  for (const part of values) for (const value of part) group.values[column++]!.push(value);
  if (column !== group.columns.length) {
    throw new Error(`a row of ${column} values does not fit ${group.columns.length} columns.`);
  }
  rows.count++;
}

/** The rows of all, each table's in the order given. What was given is not changed. */
export function mergeRows(parts: readonly Rows[]): Rows {
  if (parts.length === 1) return parts[0]!;
  const merged = emptyRows();
  for (const { tables, count } of parts) {
    merged.count += count;
    for (const [table, group] of tables) {
      const known = merged.tables.get(table);
      const values = group.values.map((column, index) => known?.values[index]?.concat(column) ?? column);
      merged.tables.set(table, { ...group, values });
    }
  }
  return merged;
}
