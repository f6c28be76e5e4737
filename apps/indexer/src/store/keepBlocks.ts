import type { TransactionSql } from "postgres";
import { arrayOf } from "../project/Changes.ts";
import type { KnownBlock } from "../verify/findAncestor.ts";

export type KeepBlocksParameters = {
  chainId: bigint;
  fromBlock: bigint;
  to: { number: bigint };
  finalBlockNumber: bigint | undefined;
  blocks: readonly KnownBlock[];
};

/** Without a finality rule that says so, reorgs are not expected beyond. */
const mostBlocks = 10_000n;

/** Keeps the hashes of the blocks that a reorg may still replace, and of the last block that it may not. */
export async function keepBlocks(sql: TransactionSql, parameters: KeepBlocksParameters): Promise<void> {
  const { chainId, fromBlock, blocks, finalBlockNumber, to } = parameters;
  const column = (value: (block: KnownBlock) => unknown) => arrayOf(blocks.map((block) => `${value(block)}`));
  await Promise.all([
    sql`
      delete from block
      where chain_id = ${`${chainId}`}
        and (number >= ${`${fromBlock}`} or number < ${`${finalBlockNumber ?? to.number - mostBlocks}`})`,
    sql`
      insert into block (chain_id, number, hash, time)
      select ${`${chainId}`}::uint64, * from unnest(
        ${column(({ number }) => number)}::bigint[],
        ${column(({ hash }) => hash)}::bytes32[],
        ${column(({ time }) => time)}::uint64[]
      )`,
  ]);
}
