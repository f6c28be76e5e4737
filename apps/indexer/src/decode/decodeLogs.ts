import { eventsAbi } from "@concert/types";
import * as tables from "@concert/types/tables";
import { type ContractName, eventShape } from "@concert/types/tables";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { type AbiEvent, type Hex, toEventSelector } from "viem";
import type { ChainLog } from "../source/ChainLog.ts";
import type { IndexedChain } from "../source/IndexedChain.ts";
import { addCause, type Causes } from "./Causes.ts";
import { compileEvent } from "./compileEvent.ts";
import { decodeEntry, hashEntry } from "./decodeEntry.ts";
import { addRow, emptyRows, type Rows } from "./Rows.ts";

type EventDecoder = {
  table: PgTable;
  children: readonly PgTable[];
  decode: ReturnType<typeof compileEvent>;
};

const tablesByName = new Map(
  Object.values(tables)
    .filter((value) => is(value, PgTable))
    .map((table) => [getTableConfig(table).name, table]),
);

const decoders = new Map<string, EventDecoder>(
  eventsAbi.map((event: AbiEvent) => {
    const shape = eventShape(event);
    const table = tableNamed(shape.table);
    const children = shape.children.map((child) => tableNamed(child.table));
    return [toEventSelector(event), { table, children, decode: compileEvent(event) }];
  }),
);

/** An event that can't be decoded, stored or projected. */
export type PoisonedEvent = { log: ChainLog; error: string };

/** What logs say. */
export type Decoded = Causes & {
  rows: Rows;
  /** Events that have no rows, since they are shorter than they say, or hold what they can't. */
  poison: PoisonedEvent[];
};

/** A chain's logs, decoded. Logs of other contracts and of events that the contracts did not declare say nothing. */
export function decodeLogs(
  chain: Pick<IndexedChain, "chainId" | "contracts" | "sender">,
  logs: readonly ChainLog[],
): Decoded {
  const decoded: Decoded = { rows: emptyRows(), poison: [], provides: [], requires: [] };
  for (const log of logs) {
    const decoder = decoders.get(log.topics[0] ?? "");
    const contract = chain.contracts.get(log.address);
    if (decoder === undefined || contract === undefined) continue;
    try {
      decodeLog(decoded, decoder, chain, contract, log);
    } catch (error) {
      decoded.poison.push({ log, error: `no ${getTableConfig(decoder.table).name}: ${(error as Error).message}` });
    }
  }
  return decoded;
}

/** @throws If the log is none of the event. Then nothing of it is added. */
function decodeLog(
  decoded: Decoded,
  { table, children, decode }: EventDecoder,
  chain: Pick<IndexedChain, "chainId" | "contracts" | "sender">,
  contract: ContractName,
  log: ChainLog,
): void {
  const event = decode(log);
  const { values } = event;
  const isEntry = table === tables.entryQueued;
  const entry = values[2] as Hex;
  const said = isEntry ? decodeEntry(entry, contract === "hub" ? "hub" : "spoke") : undefined;
  const computed = isEntry ? [hashEntry(entry)] : [];

  const { rows } = decoded;
  const block = log.blockNumber;
  const key = [`${chain.chainId}`, `${block}`, `${log.logIndex}`];
  const origin = [
    ...[log.blockHash, `${log.blockTime}`, log.transactionHash, `${log.transactionIndex}`],
    ...[contract, log.address],
  ];
  addRow(rows, table, block, [...key, ...origin, ...values, ...computed]);
  if (said !== undefined) addRow(rows, said.table, block, [...key, ...said.values]);
  event.children.forEach((elements, child) => {
    elements.forEach((element, position) => {
      addRow(rows, children[child]!, block, [...key, `${position}`, ...element]);
    });
  });
  addCause(decoded, { table, values, chain, block, contract });
}

function tableNamed(name: string): PgTable {
  const table = tablesByName.get(name);
  if (table === undefined) throw new Error(`there is no table ${name}: run "pnpm generate".`);
  return table;
}
