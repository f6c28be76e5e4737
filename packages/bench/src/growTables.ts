import type { Sql } from "postgres";

export type GrowTablesParameters = {
  /** Whose rows are multiplied. */
  template: string;
  /** Whose tables are filled: empty so far, with the same tables. */
  grown: string;
  copies: number;
};

/** Values that are as good as random: those of each copy begin with its number. */
const hashes = /(^|_)(order_id|head|head_before|head_after|send_id|receive_id|entry_hash|block_hash|transaction_hash)$/;
/** Every copy is of other chains. */
const chains = /(^|_)(chain_id|chain)$/;
const blocks = /(^|_)block_number$/;
const chainIdsApart = 1_000;
const blocksApart = 10_000_000;

/**
 * Fills the tables of an index as if it had followed other chains of the same histories: every event and everything
 * derived from it, with ids of their own. Indexes are made at the end, and are what they would be.
 */
export async function growTables(sql: Sql, { template, grown, copies }: GrowTablesParameters): Promise<void> {
  for (const suffix of ["", "_state"]) {
    const [from, to] = [`${template}${suffix}`, `${grown}${suffix}`];
    const tables = await sql<{ name: string }[]>`
      select c.relname as name from pg_class c
      where c.relnamespace = ${from}::regnamespace and c.relkind = 'r'
        and exists (
          select from pg_attribute a where a.attrelid = c.oid and a.attname in ('chain_id', 'order_id')
        )
        and c.relname <> all(${notGrown})`;
    for (const { name } of tables) await growTable(sql, from, to, name, copies);
  }
}

/** What is there once, or once per chain that is followed. */
const notGrown = [
  "checkpoint",
  "contract",
  "block",
  "chain_status",
  "cut_checkpoint",
  "unproven",
  "poison",
  "rewind_log",
];

async function growTable(sql: Sql, from: string, to: string, table: string, copies: number): Promise<void> {
  const [{ count }] = await sql<[{ count: string }]>`select count(*) from ${sql(from)}.${sql(table)}`;
  if (count === "0") return;
  const columns = await sql<{ name: string; enumType: string | null }[]>`
    select a.attname as name, case t.typtype when 'e' then t.typname end as "enumType"
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = ${`"${to}"."${table}"`}::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum`;
  const values = columns.map(({ name, enumType }) => {
    const column = `t."${name}"`;
    if (hashes.test(name)) return `'0x' || lpad(to_hex(copy), 8, '0') || substr(${column}, 11)`;
    if (chains.test(name)) return `${column} + copy * ${chainIdsApart}`;
    if (blocks.test(name)) return `${column} + copy * ${blocksApart}::bigint`;
    // Each index has types of its own.
    return enumType === null ? column : `${column}::text::"${to.replace(/_state$/, "")}"."${enumType}"`;
  });
  const keys = await sql<{ name: string; definition: string }[]>`
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = ${`"${to}"."${table}"`}::regclass and contype in ('p', 'u')`;
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = ${to} and tablename = ${table} and indexname <> all(${keys.map(({ name }) => name)})`;
  await sql.begin(async (sql) => {
    await sql.unsafe(`
      set local maintenance_work_mem = '512MB';
      -- Emptied in the same transaction, it needs no log of its new rows.
      truncate "${to}"."${table}";
      ${keys.map(({ name }) => `alter table "${to}"."${table}" drop constraint "${name}";`).join("\n")}
      ${indexes.map(({ name }) => `drop index "${to}"."${name}";`).join("\n")}
      insert into "${to}"."${table}"
      select ${values.join(", ")} from generate_series(1, ${copies}) as copy cross join "${from}"."${table}" t;
      ${keys.map(({ name, definition }) => `alter table "${to}"."${table}" add constraint "${name}" ${definition};`).join("\n")}
      ${indexes.map(({ definition }) => `${definition};`).join("\n")}
    `);
  });
  await sql.unsafe(`vacuum analyze "${to}"."${table}"`);
}
