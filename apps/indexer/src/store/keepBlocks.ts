import type { TransactionSql } from "postgres";
import { arrayOf } from "../project/Changes.ts";
import type { Header } from "../source/Header.ts";

export type KeepBlocksParameters = {
  chainId: bigint;
  fromBlock: bigint;
  to: { number: bigint };
  finalBlockNumber: bigint | undefined;
  blocks: readonly Header[];
};

/** Without a finality rule that says so, reorgs are not expected beyond. */
const mostBlocks = 10_000n;

/** Keeps the hashes of the blocks that a reorg may still replace, and of the last block that it may not. */
export async function keepBlocks(sql: TransactionSql, parameters: KeepBlocksParameters): Promise<void> {
  const { chainId, fromBlock, blocks, finalBlockNumber, to } = parameters;
  const column = (value: (header: Header) => unknown) => arrayOf(blocks.map((header) => `${value(header)}`));
  await Promise.all([
    sql`
      delete from block
      where chain_id = ${`${chainId}`}
        and (number >= ${`${fromBlock}`} or number < ${`${finalBlockNumber ?? to.number - mostBlocks}`})`,
    sql`
      insert into block (chain_id, number, hash, parent_hash, time)
      select ${`${chainId}`}::uint64, * from unnest(
        ${column(({ number }) => number)}::bigint[],
        ${column(({ hash }) => hash)}::bytes32[],
        ${column(({ parentHash }) => parentHash)}::bytes32[],
        ${column(({ time }) => time)}::uint64[]
      )`,
  ]);
}
