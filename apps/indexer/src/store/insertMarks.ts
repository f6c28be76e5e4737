import type { TransactionSql } from "postgres";
import type { PoisonedEvent } from "../decode/decodeLogs.ts";
import { arrayOf } from "../project/Changes.ts";

type Poisoned = { chainId: bigint; poison: readonly PoisonedEvent[] };
type Unproven = { chainId: bigint; unproven: readonly { block: bigint; source: bigint }[] };

/** Keeps events that fit nowhere as the chain gave them. */
export async function insertPoison(sql: TransactionSql, chains: readonly Poisoned[]): Promise<void> {
  const rows = chains.flatMap(({ chainId, poison }) =>
    poison.map(({ log, error }) => ({
      chain_id: `${chainId}`,
      block_number: `${log.blockNumber}`,
      log_index: log.logIndex,
      block_hash: log.blockHash,
      block_time: `${log.blockTime}`,
      transaction_hash: log.transactionHash,
      transaction_index: log.transactionIndex,
      address: log.address,
      topics: log.topics.map(storable),
      data: storable(log.data),
      error: storable(error),
    })),
  );
  if (rows.length === 0) return;
  await sql`
    insert into poison
    select * from jsonb_populate_recordset(null::poison, ${JSON.stringify(rows)}::text::jsonb)`;
}

/** Marks blocks that follow from something which could not be looked for. */
export async function insertUnproven(sql: TransactionSql, chains: readonly Unproven[]): Promise<void> {
  const rows = chains.flatMap(({ chainId, unproven }) => unproven.map((block) => ({ chainId, ...block })));
  if (rows.length === 0) return;
  await sql`
    insert into unproven (chain_id, from_block, to_block, source_chain, since)
    select chain_id, block, block, source, clock_timestamp()
    from unnest(
      ${arrayOf(rows.map(({ chainId }) => `${chainId}`))}::uint64[],
      ${arrayOf(rows.map(({ block }) => `${block}`))}::bigint[],
      ${arrayOf(rows.map(({ source }) => `${source}`))}::uint64[]
    ) as blocks (chain_id, block, source)
    on conflict do nothing`;
}

/** Postgres has no text that holds a null character. */
function storable(text: string): string {
  return text.replaceAll("\0", "�");
}
