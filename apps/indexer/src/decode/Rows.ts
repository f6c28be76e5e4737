import type { PgTable } from "drizzle-orm/pg-core";
import { getTableConfig } from "drizzle-orm/pg-core";

/** The rows of one table. */
export type TableRows = {
  table: PgTable;
  /** Each row as COPY reads it: one string is held more cheaply than one per value. */
  lines: string[];
  /** Of each row, in ascending order. */
  blocks: bigint[];
};

/** Rows on their way into event tables. */
export type Rows = {
  /** By table, in the order in which they were first added to. */
  tables: Map<PgTable, TableRows>;
  /** Of all tables. */
  count: number;
};

const columnCounts = new Map<PgTable, number>();

export function emptyRows(): Rows {
  return { tables: new Map(), count: 0 };
}

/**
 * Appends a row of an event in a block: its values in the order of the table's columns. They are hex, decimals, booleans
 * and names: none holds what COPY would have to escape.
 */
export function addRow(rows: Rows, table: PgTable, block: bigint, values: readonly string[]): void {
  let count = columnCounts.get(table);
  if (count === undefined) {
    count = getTableConfig(table).columns.length;
    columnCounts.set(table, count);
  }
  if (values.length !== count) throw new Error(`a row of ${values.length} values does not fit ${count} columns.`);
  let group = rows.tables.get(table);
  if (group === undefined) {
    group = { table, lines: [], blocks: [] };
    rows.tables.set(table, group);
  }
  group.lines.push(values.join("\t"));
  group.blocks.push(block);
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
    const lines = first!.lines.concat(...others.map((group) => group.lines));
    const blocks = first!.blocks.concat(...others.map((group) => group.blocks));
    merged.tables.set(table, { table, lines, blocks });
  }
  return merged;
}

/** Rows of one chain in the order of its blocks, up to a block and after it. What was given is not changed. */
export function splitRows(rows: Rows, lastBlock: bigint): [Rows, Rows] {
  const [before, after] = [emptyRows(), emptyRows()];
  for (const [table, { lines, blocks }] of rows.tables) {
    const at = firstAfter(blocks, lastBlock);
    const parts = [
      [before, 0, at],
      [after, at, lines.length],
    ] as const;
    for (const [part, start, end] of parts) {
      if (start === end) continue;
      part.tables.set(table, { table, lines: lines.slice(start, end), blocks: blocks.slice(start, end) });
      part.count += end - start;
    }
  }
  return [before, after];
}

function firstAfter(blocks: readonly bigint[], lastBlock: bigint): number {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (blocks[middle]! <= lastBlock) low = middle + 1;
    else high = middle;
  }
  return low;
}
