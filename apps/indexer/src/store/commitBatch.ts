import { getTableConfig } from "drizzle-orm/pg-core";
import type { Rows } from "../decode/Rows.ts";
import { analyzeGrown } from "../project/analyzeGrown.ts";
import { noneTouched } from "../project/Changes.ts";
import { project } from "../project/project.ts";
import { touch } from "../project/touch.ts";
import { type CheckpointMove, publishCut } from "../publish/publishCut.ts";
import type { Header } from "../source/Header.ts";
import type { Store } from "./connectStore.ts";
import { deleteRows } from "./deleteRows.ts";
import { insertRows } from "./insertRows.ts";

/** Blocks of one chain, to be applied as one. */
export type Batch = CheckpointMove & {
  hubChainId: bigint;
  /** The first block of the batch: that after the ancestor which the index and the chain share. */
  fromBlock: bigint;
  /** Those of the batch's blocks that a reorg may still replace; the last block at least. */
  blocks: readonly Header[];
  rows: Rows;
};

/** Beyond any block: a reorg takes away everything from the ancestor on. */
const lastBlock = 2n ** 63n - 1n;

/**
 * Applies a batch in one transaction: its events, all that is derived from them, the chain's checkpoint and the cut.
 *
 * @returns The cut's id.
 * @throws {CheckpointMovedError} If another worker has moved the checkpoint.
 */
export async function commitBatch(store: Store, batch: Batch): Promise<bigint> {
  const { chainId, hubChainId, fromBlock, rows } = batch;
  const replaced = batch.replacedBlockCount > 0;
  const changed = replaced || rows.count > 0;
  return (await store.begin(async (sql) => {
    const touched = noneTouched();
    if (replaced) {
      await touch(sql, { chainId, fromBlock, toBlock: lastBlock }, touched, -1);
      await deleteRows(sql, chainId, fromBlock);
    }
    await insertRows(sql, rows);
    // A statement of its own: those after it see what the holder before committed.
    await sql`select pg_advisory_xact_lock(hashtextextended(current_setting('concert.schema') || ' projection', 0))`;
    if (changed) {
      await analyzeGrown(sql, rowCounts(rows));
      const blocks = { chainId, fromBlock, toBlock: batch.to.number };
      await project(sql, { blocks, hubChainId, touched, replaced });
    }
    const [, cut] = await Promise.all([keepBlocks(sql, batch), publishCut(sql, batch)]);
    return cut;
  })) as bigint;
}

function rowCounts({ tables }: Rows): ReadonlyMap<string, number> {
  return new Map([...tables.values()].map(({ table, values }) => [getTableConfig(table).name, values[0]!.length]));
}

/** Without a finality rule that says so, reorgs are not expected beyond. */
const mostBlocks = 10_000n;

/** Keeps the hashes of the blocks that a reorg may still replace, and of the last block that it may not. */
async function keepBlocks(sql: Parameters<Parameters<Store["begin"]>[1]>[0], batch: Batch): Promise<void> {
  const { chainId, fromBlock, blocks, finalBlockNumber, to } = batch;
  const column = (values: readonly (string | bigint)[]) => `{${values.join(",")}}`;
  await sql`
    delete from block
    where chain_id = ${`${chainId}`}
      and (number >= ${`${fromBlock}`} or number < ${`${finalBlockNumber ?? to.number - mostBlocks}`})`;
  await sql`
    insert into block (chain_id, number, hash, parent_hash, time)
    select ${`${chainId}`}::uint64, * from unnest(
      ${column(blocks.map(({ number }) => number))}::bigint[],
      ${column(blocks.map(({ hash }) => hash))}::bytes32[],
      ${column(blocks.map(({ parentHash }) => parentHash))}::bytes32[],
      ${column(blocks.map(({ time }) => time))}::uint64[]
    )`;
}
