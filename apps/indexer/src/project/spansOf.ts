import type { TransactionSql } from "postgres";
import { arrayOf } from "./Changes.ts";
import type { BlockSpan } from "./touch.ts";

/** Blocks, as the first of the common tables of a statement: `span (chain_id, from_block, to_block)`. */
export function spansOf(sql: TransactionSql, spans: readonly BlockSpan[]) {
  return sql`span as materialized (
    select * from unnest(
      ${arrayOf(spans.map(({ chainId }) => `${chainId}`))}::uint64[],
      ${arrayOf(spans.map(({ fromBlock }) => `${fromBlock}`))}::bigint[],
      ${arrayOf(spans.map(({ toBlock }) => `${toBlock}`))}::bigint[]
    ) as span (chain_id, from_block, to_block)
  )`;
}
