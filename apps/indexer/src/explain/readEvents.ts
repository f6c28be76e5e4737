import { eventsAbi } from "@concert/types";
import { eventShape } from "@concert/types/tables";
import type { TransactionSql } from "postgres";
import type { AbiEvent } from "viem";
import { arrayOf } from "../project/Changes.ts";

/** Where an event is. */
export type EventKey = { table: string; chainId: string; blockNumber: string; logIndex: number };

export type EventRow = EventKey & {
  event: string;
  contract: string;
  address: string;
  blockHash: string;
  /** Seconds of its chain. */
  blockTime: string;
  transactionHash: string;
  /** As in the event's table, arrays left out. */
  arguments: Readonly<Record<string, unknown>>;
};

const eventNames = new Map(eventsAbi.map((event: AbiEvent) => [eventShape(event).table, event.name]));

/** Reads events, each once. */
export async function readEvents(sql: TransactionSql, keys: readonly EventKey[]): Promise<EventRow[]> {
  const events = await Promise.all(
    [...Map.groupBy(keys, ({ table }) => table)].map(async ([table, ofTable]) => {
      const rows = await sql<Omit<EventRow, "table" | "event">[]>`
        select
          h.chain_id as "chainId", h.block_number as "blockNumber", h.log_index as "logIndex", h.contract, h.address,
          h.block_hash as "blockHash", h.block_time as "blockTime", h.transaction_hash as "transactionHash",
          to_jsonb(h) - array[
            'chain_id', 'block_number', 'log_index', 'block_hash', 'block_time', 'transaction_hash',
            'transaction_index', 'contract', 'address'
          ] as arguments
        from (
          select distinct * from unnest(
            ${arrayOf(ofTable.map(({ chainId }) => chainId))}::uint64[],
            ${arrayOf(ofTable.map(({ blockNumber }) => blockNumber))}::bigint[],
            ${arrayOf(ofTable.map(({ logIndex }) => `${logIndex}`))}::integer[]
          ) as named (chain_id, block_number, log_index)
        ) named
        join ${sql(table)} h
          on h.chain_id = named.chain_id and h.block_number = named.block_number and h.log_index = named.log_index`;
      return rows.map((row): EventRow => ({ table, event: eventNames.get(table)!, ...row }));
    }),
  );
  return events.flat();
}
