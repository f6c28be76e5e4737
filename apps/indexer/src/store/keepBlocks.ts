import type { TransactionSql } from "postgres";
import { arrayOf } from "../project/Changes.ts";
import { settled } from "../project/settled.ts";
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

/**
 * Keeps, of some chains, the hashes of the blocks that a reorg may still replace, and of the last block that it may not.
 *
 * @param batches One per chain.
 */
export async function keepBlocks(sql: TransactionSql, batches: readonly KeepBlocksParameters[]): Promise<void> {
  if (batches.length === 0) return;
  const kept = batches.flatMap(({ chainId, blocks }) => blocks.map((block) => ({ chainId, ...block })));
  const chainIds = arrayOf(batches.map(({ chainId }) => `${chainId}`));
  const column = (value: (block: KnownBlock & { chainId: bigint }) => unknown) =>
    arrayOf(kept.map((block) => `${value(block)}`));
  await settled([
    sql`
      delete from block b
      using unnest(
        ${chainIds}::uint64[],
        ${arrayOf(batches.map(({ fromBlock }) => `${fromBlock}`))}::bigint[],
        ${arrayOf(batches.map(({ finalBlockNumber, to }) => `${finalBlockNumber ?? to.number - mostBlocks}`))}::bigint[]
      ) as chain (id, from_block, final)
      where b.chain_id = chain.id and (b.number >= chain.from_block or b.number < chain.final)`,
    sql`
      insert into block (chain_id, number, hash, time)
      select * from unnest(
        ${column(({ chainId }) => chainId)}::uint64[],
        ${column(({ number }) => number)}::bigint[],
        ${column(({ hash }) => hash)}::bytes32[],
        ${column(({ time }) => time)}::uint64[]
      )`,
  ]);
}
