import * as tables from "@concert/types/tables/record";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import type { TransactionSql } from "postgres";
import { settled } from "../project/settled.ts";

const eventKey = ["chain_id", "block_number", "log_index"];

/** Every table that is keyed by where an event is. */
const eventTables = Object.values(tables)
  .filter((value) => is(value, PgTable))
  .map((table) => getTableConfig(table))
  .filter(({ primaryKeys }) =>
    primaryKeys.some(({ columns }) => eventKey.every((name, position) => columns[position]?.name === name)),
  )
  .map(({ name }) => name);

/** Beyond any block. */
const lastBlock = 2n ** 63n - 1n;

/** Deletes a chain's events from a block on, or of some blocks, both ends included. */
export async function deleteRows(
  sql: TransactionSql,
  chainId: bigint,
  fromBlock: bigint,
  toBlock = lastBlock,
): Promise<void> {
  await settled(
    eventTables.map(
      (name) => sql`
        delete from ${sql(name)}
        where chain_id = ${`${chainId}`} and block_number between ${`${fromBlock}`} and ${`${toBlock}`}`,
    ),
  );
}
