import { eventsAbi } from "@concert/types";
import * as tables from "@concert/types/tables";
import { eventShape } from "@concert/types/tables";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { type AbiEvent, type Hex, toEventSelector } from "viem";
import type { ChainLog } from "../source/ChainLog.ts";
import type { IndexedChain } from "../source/IndexedChain.ts";
import { compileEvent, type DecodedEvent } from "./compileEvent.ts";
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

/**
 * The rows of a chain's logs. Logs of other contracts and of events that the contracts did not declare have none.
 *
 * @throws If a log is shorter than its event.
 */
export function decodeLogs(chain: Pick<IndexedChain, "chainId" | "contracts">, logs: readonly ChainLog[]): Rows {
  const rows = emptyRows();
  for (const log of logs) {
    const decoder = decoders.get(log.topics[0] ?? "");
    const contract = chain.contracts.get(log.address);
    if (decoder === undefined || contract === undefined) continue;

    const event = decodeLog(decoder, log);
    const key = [`${chain.chainId}`, `${log.blockNumber}`, `${log.logIndex}`];
    const origin = [
      log.blockHash,
      `${log.blockTime}`,
      log.transactionHash,
      `${log.transactionIndex}`,
      contract,
      log.address,
    ];
    if (decoder.table === tables.entryQueued) {
      const entry = event.values[2] as Hex;
      addRow(rows, decoder.table, key, origin, event.values, [hashEntry(entry)]);
      const said = decodeEntry(entry, contract === "hub" ? "hub" : "spoke");
      if (said !== undefined) addRow(rows, said.table, key, said.values);
    } else {
      addRow(rows, decoder.table, key, origin, event.values);
    }
    event.children.forEach((elements, child) => {
      const table = decoder.children[child]!;
      elements.forEach((values, position) => {
        addRow(rows, table, key, [`${position}`], values);
      });
    });
  }
  return rows;
}

function decodeLog({ table, decode }: EventDecoder, log: ChainLog): DecodedEvent {
  try {
    return decode(log);
  } catch (error) {
    const where = `block ${log.blockNumber}, log ${log.logIndex}`;
    throw new Error(`${where} is no ${getTableConfig(table).name}: ${(error as Error).message}`, { cause: error });
  }
}

function tableNamed(name: string): PgTable {
  const table = tablesByName.get(name);
  if (table === undefined) throw new Error(`there is no table ${name}: run "pnpm generate".`);
  return table;
}
