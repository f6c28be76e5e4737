import type { TransactionSql } from "postgres";

/** Where a chain's checkpoint moves. */
export type CheckpointMove = {
  chainId: bigint;
  /** The block that the checkpoint stands on until now. */
  fromHash: string;
  to: { number: bigint; hash: string; time: bigint };
  finalBlockNumber: bigint | undefined;
  replacedBlockCount: number;
};

/** Another worker has moved the chain's checkpoint: what was made of it here is stale. */
export class CheckpointMovedError extends Error {
  override name = "CheckpointMovedError";
}

/**
 * Moves a chain's checkpoint, if it still stands where the batch started, and records the cut that this makes. Those
 * who listen are woken when the transaction commits.
 *
 * @returns The cut's id.
 * @throws {CheckpointMovedError} If the checkpoint stands elsewhere.
 */
export async function publishCut(sql: TransactionSql, move: CheckpointMove): Promise<bigint> {
  const { chainId, fromHash, to, finalBlockNumber, replacedBlockCount } = move;
  const [published] = await sql<{ id: string }[]>`
    with moved as (
      update checkpoint
      set
        block_number = ${`${to.number}`},
        block_hash = ${to.hash},
        block_time = ${`${to.time}`},
        final_block_number = ${finalBlockNumber === undefined ? null : `${finalBlockNumber}`},
        -- The projection lock is held: ids have no gaps.
        cut_id = (select max(cut_id) + 1 from checkpoint)
      where chain_id = ${`${chainId}`} and block_hash = ${fromHash}
      returning *
    ),
    published as (
      insert into cut (
        id, chain_id, block_number, block_hash, block_time, final_block_number, replaced_block_count, committed_at
      )
      select
        cut_id, chain_id, block_number, block_hash, block_time, final_block_number, ${replacedBlockCount},
        clock_timestamp()
      from moved
      returning id
    )
    select id, pg_notify(current_setting('concert.schema') || '_cut', id::text) from published`;
  if (published === undefined) {
    throw new CheckpointMovedError(`the checkpoint of chain ${chainId} is not at ${fromHash} any more`);
  }
  return BigInt(published.id);
}
