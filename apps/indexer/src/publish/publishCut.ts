import type { TransactionSql } from "postgres";
import { arrayOf } from "../project/Changes.ts";

/** Where a chain's checkpoint moves. */
export type CheckpointMove = {
  chainId: bigint;
  /** The block that the checkpoint stands on until now. */
  fromHash: string;
  /** The first block that is applied: that after the ancestor which the index and the chain share. */
  fromBlock: bigint;
  to: { number: bigint; hash: string; time: bigint };
  finalBlockNumber: bigint | undefined;
  replacedBlockCount: number;
};

/** Where a chain's checkpoint has to be, though it does not move. */
export type CheckpointStand = { chainId: bigint; hash: string };

/** Another worker has moved a chain's checkpoint: what was made of it here is stale. */
export class CheckpointMovedError extends Error {
  override name = "CheckpointMovedError";
}

/**
 * Moves the checkpoints of some chains, if all still stand where their batches started, and records the cut that this
 * makes. Those who listen are woken when the transaction commits. The caller holds the projection lock, so that ids have
 * no gaps.
 *
 * @param moves One per chain; there may be none, if something besides blocks changed.
 * @param stands Of other chains, where the checkpoint has to be: what is published follows from what is indexed of them.
 * @returns The cut's id.
 * @throws {CheckpointMovedError} If a checkpoint stands elsewhere.
 */
export async function publishCut(
  sql: TransactionSql,
  moves: readonly CheckpointMove[],
  stands: readonly CheckpointStand[] = [],
): Promise<bigint> {
  const column = (value: (move: CheckpointMove) => unknown) => arrayOf(moves.map((move) => `${value(move)}`));
  const [published] = await sql<[{ id: string; moved: string[] | null; standing: string[] | null }]>`
    with next as (
      select coalesce(max(id), 0) + 1 as id from cut
    ),
    move as (
      select *
      from unnest(
        ${column(({ chainId }) => chainId)}::uint64[],
        ${column(({ fromHash }) => fromHash)}::bytes32[],
        ${column(({ fromBlock }) => fromBlock)}::bigint[],
        ${column(({ to }) => to.number)}::bigint[],
        ${column(({ to }) => to.hash)}::bytes32[],
        ${column(({ to }) => to.time)}::uint64[],
        ${column(({ finalBlockNumber }) => finalBlockNumber ?? null)}::bigint[],
        ${column(({ replacedBlockCount }) => replacedBlockCount)}::integer[]
      ) as move (chain_id, from_hash, from_block, number, hash, time, final, replaced_block_count)
    ),
    moved as (
      update checkpoint c
      set
        block_number = move.number,
        block_hash = move.hash,
        block_time = move.time,
        -- What is final stays final, whatever a provider that lags behind says.
        final_block_number = greatest(c.final_block_number, move.final),
        cut_id = next.id
      from move, next
      where c.chain_id = move.chain_id and c.block_hash = move.from_hash
      returning c.*, move.from_block, move.replaced_block_count
    ),
    published as (
      insert into cut (id, committed_at) select id, clock_timestamp() from next
    ),
    recorded as (
      insert into cut_checkpoint (
        cut_id, chain_id, from_block, block_number, block_hash, block_time, final_block_number, replaced_block_count
      )
      select
        cut_id, chain_id, from_block, block_number, block_hash, block_time, final_block_number, replaced_block_count
      from moved
    )
    select
      id,
      (select array_agg(chain_id::text) from moved) as moved,
      (
        select array_agg(c.chain_id::text)
        from unnest(
          ${arrayOf(stands.map(({ chainId }) => `${chainId}`))}::uint64[],
          ${arrayOf(stands.map(({ hash }) => hash))}::bytes32[]
        ) as stand (chain_id, hash)
        join checkpoint c on c.chain_id = stand.chain_id and c.block_hash = stand.hash
      ) as standing,
      pg_notify(current_setting('concert.schema') || '_cut', id::text)
    from next`;
  const right = new Set([...(published.moved ?? []), ...(published.standing ?? [])]);
  for (const { chainId, hash } of [...moves.map(({ chainId, fromHash }) => ({ chainId, hash: fromHash })), ...stands]) {
    if (right.has(`${chainId}`)) continue;
    throw new CheckpointMovedError(`the checkpoint of chain ${chainId} is not at ${hash} any more`);
  }
  return BigInt(published.id);
}
