import { pipeline } from "node:stream/promises";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { TransactionSql } from "postgres";
import type { Rows, TableRows } from "../decode/Rows.ts";
import { settled } from "../project/settled.ts";

/** From how many rows of a table on COPY is quicker than one insert. */
const copyRows = 500;
const copyChunkRows = 1_000;

/** Inserts rows into their tables: many by COPY, few by pipelined inserts. */
export async function insertRows(sql: TransactionSql, rows: Rows): Promise<void> {
  const few: Promise<unknown>[] = [];
  const many: TableRows[] = [];
  for (const group of rows.tables.values()) {
    if (group.lines.length >= copyRows) many.push(group);
    else few.push(insert(sql, group));
  }
  await settled(few);
  // A connection takes one COPY at a time.
  for (const group of many) await copy(sql, group);
}

async function insert(sql: TransactionSql, { table, lines }: TableRows): Promise<void> {
  const rows = lines.map((line) => line.split("\t"));
  // No value holds what an array literal would have to quote.
  const columns = rows[0]!.map((_, column) => `{${rows.map((row) => row[column]).join(",")}}`);
  await sql.unsafe(insertStatement(table), columns, { prepare: true });
}

async function copy(sql: TransactionSql, { table, lines }: TableRows): Promise<void> {
  const { name, columns } = getTableConfig(table);
  const names = columns.map((column) => `"${column.name}"`).join(", ");
  const stream = await sql.unsafe(`copy "${name}" (${names}) from stdin`).writable();
  await pipeline(async function* () {
    for (let start = 0; start < lines.length; start += copyChunkRows) {
      // All of it is ASCII.
      yield Buffer.from(`${lines.slice(start, start + copyChunkRows).join("\n")}\n`, "latin1");
    }
  }, stream);
}

const insertStatements = new Map<PgTable, string>();

function insertStatement(table: PgTable): string {
  let statement = insertStatements.get(table);
  if (statement === undefined) {
    const { name, columns } = getTableConfig(table);
    const names = columns.map((column) => `"${column.name}"`).join(", ");
    const arrays = columns.map((column, index) => `$${index + 1}::${column.getSQLType()}[]`).join(", ");
    statement = `insert into "${name}" (${names}) select * from unnest(${arrays})`;
    insertStatements.set(table, statement);
  }
  return statement;
}
