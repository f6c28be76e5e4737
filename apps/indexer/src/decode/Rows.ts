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
  const groups = new Map<PgTable, TableRows[]>();
  for (const { tables } of parts) {
    for (const [table, group] of tables) {
      const known = groups.get(table);
      if (known === undefined) groups.set(table, [group]);
      else known.push(group);
    }
  }
  const merged = emptyRows();
  for (const { count } of parts) merged.count += count;
  for (const [table, [first, ...others]] of groups) {
    const values = first!.values.map((column, index) => column.concat(...others.map((group) => group.values[index]!)));
    merged.tables.set(table, { ...first!, values });
  }
  return merged;
}

/** Rows of one chain in the order of its blocks, up to a block and after it. What was given is not changed. */
export function splitRows(rows: Rows, lastBlock: bigint): [Rows, Rows] {
  const [before, after] = [emptyRows(), emptyRows()];
  for (const [table, group] of rows.tables) {
    const at = firstAfter(group.values[blockColumn]!, lastBlock);
    const count = group.values[0]!.length;
    if (at > 0) before.tables.set(table, { ...group, values: group.values.map((column) => column.slice(0, at)) });
    if (at < count) after.tables.set(table, { ...group, values: group.values.map((column) => column.slice(at)) });
    before.count += at;
    after.count += count - at;
  }
  return [before, after];
}

/** Every event's table starts with its chain and its block. */
const blockColumn = 1;

function firstAfter(blocks: readonly string[], lastBlock: bigint): number {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (BigInt(blocks[middle]!) <= lastBlock) low = middle + 1;
    else high = middle;
  }
  return low;
}
