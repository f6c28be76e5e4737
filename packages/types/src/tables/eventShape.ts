import { type AbiEvent, type AbiParameter, toEventSignature } from "viem";

/** How one value of an event is stored: the column type's name in `columns.ts`, or Drizzle's own. */
export type ColumnType =
  | "uint64"
  | "uint256"
  | "address"
  | "bytes32"
  | "bytes"
  | "smallint"
  | "integer"
  | "boolean"
  | "text";

export type EventColumn = {
  /** Name in Postgres. */
  name: string;
  type: ColumnType;
  /** Where the value is in the event's arguments, or in the array's element; empty for the element itself. */
  path: readonly string[];
};

export type EventChild = {
  /** Name in Postgres. */
  table: string;
  /** Where the array is in the event's arguments. */
  path: readonly string[];
  columns: readonly EventColumn[];
};

/** Columns that every event table starts with (`eventKey.ts`), and those of arrays. */
const reservedNames = new Set([
  "chain_id",
  "block_number",
  "log_index",
  "block_hash",
  "block_time",
  "transaction_hash",
  "transaction_index",
  "contract",
  "address",
  "position",
]);

/** The tables that hold one kind of event. */
export type EventShape = {
  /** Name in Postgres. */
  table: string;
  columns: readonly EventColumn[];
  /** One table per array, a row per element. */
  children: readonly EventChild[];
};

/** `PayoutOwed` → `payout_owed`, `legs` → `legs`, `fillDeadline` → `fill_deadline`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").toLowerCase();
}

/** Events of standards, whose names say nothing of whose they are: ledger balances are ERC-6909, vaults ERC-4626. */
const tablesOfStandards = new Map([
  ["Transfer(address,address,address,uint256,uint256)", "balance_transfer"],
  ["Approval(address,address,uint256,uint256)", "balance_approval"],
  ["Transfer(address,address,uint256)", "share_transfer"],
  ["Approval(address,address,uint256)", "share_approval"],
  ["Deposit(address,address,uint256,uint256)", "share_deposit"],
  ["Withdraw(address,address,address,uint256,uint256)", "share_withdrawal"],
]);

/** Name in Postgres: `PayoutOwed` → `payout_owed`. */
export function eventTable(event: AbiEvent): string {
  return tablesOfStandards.get(toEventSignature(event)) ?? snakeCase(event.name);
}

/**
 * The tables and columns that an event is stored in. A struct's members become columns of their own; those of several
 * structs are told apart by the structs' names.
 *
 * @throws If the event holds a type that has no column type, or a value whose column's name is taken.
 */
export function eventShape(event: AbiEvent): EventShape {
  const table = eventTable(event);
  const columns: EventColumn[] = [];
  const children: EventChild[] = [];

  const severalStructs = event.inputs.filter(({ type }) => type === "tuple").length > 1;

  function visit(parameter: AbiParameter, parentPath: readonly string[]): void {
    const path = [...parentPath, parameter.name ?? ""];
    const name = (severalStructs ? path : path.slice(-1)).map(snakeCase).join("_");
    if (parameter.type === "tuple") {
      for (const member of membersOf(parameter)) visit(member, path);
    } else if (parameter.type.endsWith("[]")) {
      children.push({ table: `${table}_${name}`, path, columns: elementColumns(parameter) });
    } else {
      columns.push({ name, type: columnType(parameter), path });
    }
  }

  for (const parameter of event.inputs) visit(parameter, []);
  for (const group of [columns, ...children.map((child) => child.columns)]) {
    const names = group.map(({ name }) => name);
    const taken = names.find((name, index) => reservedNames.has(name) || names.indexOf(name) !== index);
    if (taken !== undefined) throw new Error(`${event.name}: the column name ${taken} is taken, rename the argument.`);
  }
  return { table, columns, children };
}

function elementColumns(array: AbiParameter): EventColumn[] {
  const element = { ...array, type: array.type.slice(0, -2) };
  if (element.type !== "tuple") return [{ name: "value", type: columnType(element), path: [] }];
  return membersOf(element).map((member) => {
    const name = member.name ?? "";
    return { name: snakeCase(name), type: columnType(member), path: [name] };
  });
}

function membersOf(tuple: AbiParameter): readonly AbiParameter[] {
  return (tuple as AbiParameter & { components: readonly AbiParameter[] }).components;
}

function columnType({ type }: AbiParameter): ColumnType {
  const integer = /^uint(\d+)$/.exec(type);
  if (integer !== null) {
    const bits = Number(integer[1]);
    if (bits <= 8) return "smallint";
    if (bits <= 24) return "integer";
    return bits <= 64 ? "uint64" : "uint256";
  }
  if (type === "bool") return "boolean";
  if (type === "string") return "text";
  if (type === "address" || type === "bytes32") return type;
  if (/^bytes\d*$/.test(type)) return "bytes";
  throw new Error(`there is no column type for ${type}: add one to columnType.`);
}
