import type { AbiEvent } from "viem";
import { type ColumnType, type EventColumn, eventShape } from "../src/tables/eventShape.ts";

/** Types that `columns.ts` declares; the others are Drizzle's own. */
const ownTypes: readonly ColumnType[] = ["uint64", "uint256", "address", "bytes32", "bytes"];

/** Computed while decoding, since Postgres has no keccak. */
const computedColumns: Record<string, readonly EventColumn[]> = {
  entry_queued: [{ name: "entry_hash", type: "bytes32", path: [] }],
};

/** Looked up by besides their ids: sums per account, nonces, and the latest of what the hub says of a chain. */
const lookupColumns: Record<string, readonly string[]> = {
  balance_transfer: ["receiver"],
  chain_retired: ["chain", "block_number", "log_index"],
  curve_set: ["asset", "chain"],
  custody_joined: ["asset", "chain", "block_number"],
  custody_left: ["asset", "chain", "block_number"],
  delivery_credited: ["account"],
  fee_policy_set: ["chain", "block_number", "log_index"],
  fees_collected: ["account", "chain"],
  fees_earned: ["account", "chain"],
  limit_set: ["asset", "chain"],
  head_proven: ["head"],
  header_disputed: ["source_chain", "number"],
  header_vouched: ["source_chain", "number"],
  local_matured: ["asset", "chain", "block_number"],
  message_forwarded: ["gateway_send_id"],
  message_voted: ["payload"],
  nonce_cancelled: ["user", "nonce"],
  payout_claimed: ["account", "token"],
  payout_failed: ["account", "token"],
  payout_fee_credited: ["account", "token"],
  payout_fee_set: ["asset", "chain"],
  quorum_set: ["chain", "block_number", "log_index"],
  signed_order_opened: ["user", "nonce"],
  spoke_configured: ["chain", "block_number", "log_index"],
  token_set: ["asset", "chain"],
};

/** The module of event tables: one per event, and one per array in it. */
export function renderTables(events: readonly AbiEvent[]): string {
  const shapes = events.map((event) => ({ event, ...eventShape(event) }));
  const used = new Set<ColumnType>();
  const tables = shapes.flatMap(({ event, table, columns, children }) => {
    const all = [...columns, ...(computedColumns[table] ?? [])];
    for (const { type } of [...all, ...children.flatMap((child) => child.columns)]) used.add(type);
    return [
      renderTable(table, ["...eventKey()", "...eventOrigin()"], all, "", indexesOf(event, table)),
      ...children.map((child) =>
        renderTable(
          child.table,
          ["...eventKey()", 'position: integer("position").notNull()'],
          child.columns,
          ", table.position",
          [],
        ),
      ),
    ];
  });
  const own = ownTypes.filter((type) => used.has(type));
  const drizzle = [...used].filter((type) => !ownTypes.includes(type));
  return [
    `import { ${[...new Set([...drizzle, "index", "integer", "pgTable", "primaryKey"])].sort().join(", ")} } from "drizzle-orm/pg-core";`,
    `import { ${own.sort().join(", ")} } from "../tables/columns.ts";`,
    'import { eventKey, eventOrigin } from "../tables/eventKey.ts";',
    "",
    tables.join("\n\n"),
  ].join("\n");
}

/** What an event is looked up by: its indexed 32-byte arguments, which are ids, and some more. */
function indexesOf(event: AbiEvent, table: string): string[] {
  const ids = event.inputs
    .filter(({ indexed, type }) => indexed && type === "bytes32")
    .map(({ name }) => {
      const column = eventShape(event).columns.find(({ path }) => path[0] === name)!.name;
      return [column];
    });
  const lookup = lookupColumns[table];
  return [...ids, ...(lookup === undefined ? [] : [lookup])].map((columns) => {
    const on = columns.map((column) => `table.${camelCase(column)}`).join(", ");
    const name = `index("${table}_${columns.join("_")}")`;
    // Ids are as good as random, and asked for by equality alone: a hash index is quicker to fill, and much smaller.
    return ids.some(([id]) => columns.length === 1 && columns[0] === id)
      ? `${name}.using("hash", ${on})`
      : `${name}.on(${on})`;
  });
}

function renderTable(
  table: string,
  start: readonly string[],
  columns: readonly EventColumn[],
  keyRest: string,
  indexes: readonly string[],
): string {
  const lines = [...start, ...columns.map(({ name, type }) => `${camelCase(name)}: ${type}("${name}").notNull()`)];
  const key = `primaryKey({ name: "${table}_key", columns: [table.chainId, table.blockNumber, table.logIndex${keyRest}] })`;
  return [
    `export const ${camelCase(table)} = pgTable(`,
    `  "${table}",`,
    "  {",
    ...lines.map((line) => `    ${line},`),
    "  },",
    "  (table) => [",
    ...[key, ...indexes].map((line) => `    ${line},`),
    "  ],",
    ");",
  ].join("\n");
}

function camelCase(name: string): string {
  return name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}
