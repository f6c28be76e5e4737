import * as record from "@concert/types/tables/record";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import type { TransactionSql } from "postgres";
import { noneTouched } from "../project/Changes.ts";
import { manyRows } from "../project/planMany.ts";
import { type ProjectSpan, project } from "../project/project.ts";

/** What so many events touch is held in memory. */
const defaultEventsAtOnce = 50_000;

const eventTables = Object.values(record)
  .filter((value) => is(value, PgTable))
  .map((table) => getTableConfig(table))
  .filter(({ columns }) => ["log_index", "block_hash"].every((name) => columns.some((column) => column.name === name)))
  .map(({ name }) => name);

/** Projects every event that the transaction sees into the tables of its state, which are empty. */
export async function projectAll(sql: TransactionSql, eventsAtOnce = defaultEventsAtOnce): Promise<void> {
  const hubChainId = await readHubChain(sql);
  const many = eventsAtOnce >= manyRows;
  for (const spans of await divide(sql, eventsAtOnce)) {
    await project(sql, { spans, hubChainId, touched: noneTouched(), many });
  }
}

export async function readHubChain(sql: TransactionSql): Promise<bigint> {
  const [hub] = await sql<{ chainId: string }[]>`select chain_id as "chainId" from contract where name = 'hub'`;
  return BigInt(hub?.chainId ?? -1);
}

/** Blocks of all chains, in steps that hold as many events each: the chains advance side by side, as they did. */
async function divide(sql: TransactionSql, eventsAtOnce: number): Promise<ProjectSpan[][]> {
  const events = sql.unsafe(
    eventTables.map((table) => `select chain_id, block_number from "${table}"`).join(" union all "),
  );
  const [{ count }] = await sql<[{ count: number }]>`select count(*)::float8 as count from (${events}) event`;
  const steps = Math.ceil(count / eventsAtOnce);
  if (steps === 0) return [];
  const fractions = Array.from({ length: steps }, (_, step) => (step + 1) / steps);
  const chains = await sql<{ chainId: string; lastBlocks: string[] }[]>`
    select
      chain_id as "chainId",
      percentile_disc(${`{${fractions.join(",")}}`}::float8[]) within group (order by block_number)::text[] as "lastBlocks"
    from (${events}) event
    group by chain_id`;
  return fractions.map((_, step) =>
    chains.flatMap(({ chainId, lastBlocks }) => {
      const fromBlock = step === 0 ? 0n : BigInt(lastBlocks[step - 1]!) + 1n;
      const toBlock = BigInt(lastBlocks[step]!);
      return fromBlock > toBlock ? [] : [{ chainId: BigInt(chainId), fromBlock, toBlock, replaced: false }];
    }),
  );
}
