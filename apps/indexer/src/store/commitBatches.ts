import { getTableConfig } from "drizzle-orm/pg-core";
import type { TransactionSql } from "postgres";
import type { PoisonedEvent } from "../decode/decodeLogs.ts";
import { mergeRows, type Rows } from "../decode/Rows.ts";
import { analyzeGrown, grownRows } from "../project/analyzeGrown.ts";
import { noneTouched, type Touched } from "../project/Changes.ts";
import { manyRows } from "../project/planMany.ts";
import { project } from "../project/project.ts";
import { settled } from "../project/settled.ts";
import { touch } from "../project/touch.ts";
import { type CheckpointMove, type CheckpointStand, publishCut } from "../publish/publishCut.ts";
import type { KnownBlock } from "../verify/findAncestor.ts";
import type { Store } from "./connectStore.ts";
import { deleteRows } from "./deleteRows.ts";
import { insertPoison, insertUnproven } from "./insertMarks.ts";
import { insertRows } from "./insertRows.ts";
import { keepBlocks } from "./keepBlocks.ts";
import { lockProjection } from "./lockProjection.ts";
import { touchRows } from "./touchRows.ts";
import { verifyProjection } from "./verifyProjection.ts";

/** Blocks of one chain, to be applied as one. */
export type Batch = CheckpointMove & {
  /** Those of the batch's blocks that a reorg may still replace; the last block at least. */
  blocks: readonly KnownBlock[];
  rows: Rows;
  poison: readonly PoisonedEvent[];
  /** Blocks that follow from something which could not be looked for, and on which chain it would be. */
  unproven: readonly { block: bigint; source: bigint }[];
};

export type CommitBatchesParameters = {
  /** At most one per chain. */
  batches: readonly Batch[];
  hubChainId: bigint;
  /** Of other chains, where the checkpoint has to be. */
  stands?: readonly CheckpointStand[];
  /** Awaited before the projection lock is taken: until then the events are only on their way. */
  turn?: Promise<unknown>;
  /** Only finds out whether it can be committed, and leaves nothing. */
  rehearsal?: boolean;
};

/** For how long rows are waited for that another process has inserted. */
const lockMilliseconds = 1_000;

/** Beyond any block: a reorg takes away everything from the ancestor on. */
const lastBlock = 2n ** 63n - 1n;

const rehearsed = new Error("nothing of it stays");

/**
 * Applies batches of several chains in one transaction: their events, all that is derived from them, the chains'
 * checkpoints and the cut. All or nothing.
 *
 * @returns The cut's id; zero after a rehearsal.
 * @throws {CheckpointMovedError} If another worker has moved a checkpoint.
 */
export async function commitBatches(store: Store, parameters: CommitBatchesParameters): Promise<bigint> {
  const { batches, hubChainId, stands = [], turn, rehearsal = false } = parameters;
  const rows = mergeRows(batches.map((batch) => batch.rows));
  const replacing = batches.filter(({ replacedBlockCount }) => replacedBlockCount > 0);
  const committing = store.begin(async (sql) => {
    // What goes away is named as the last commit left it. Otherwise the lock is held for the projection alone.
    const lockFirst = replacing.length !== 0;
    if (!lockFirst && rows.count > 0) await settled([limitWaits(sql, lockMilliseconds), insertRows(sql, rows)]);
    await turn;
    const touched = noneTouched();
    const turning = settled([limitWaits(sql, 0), lockProjection(sql), verifyProjection(sql)]);
    if (lockFirst) {
      await turning;
      const replace = async () => {
        for (const batch of replacing) await removeEvents(sql, batch, touched);
        await insertRows(sql, rows);
      };
      await settled([limitWaits(sql, lockMilliseconds), replace()]);
    }
    // What fails is found before anything is derived, if it takes long; all of it is gone if the rest fails.
    const publishing = settled([
      lockFirst ? limitWaits(sql, 0) : undefined,
      publishCut(sql, batches, stands),
      insertPoison(sql, batches),
      insertUnproven(sql, batches),
      keepBlocks(sql, batches),
    ]);
    const beside = settled([turning, publishing]);
    // It is waited for below.
    beside.catch(() => undefined);
    const changed = batches.filter((batch) => batch.replacedBlockCount > 0 || batch.rows.count > 0);
    if (changed.length !== 0) {
      if (rows.count >= grownRows) await settled([beside, analyzeGrown(sql, rowCounts(rows))]);
      const many = rows.count >= manyRows;
      touchRows(rows, touched);
      await project(sql, { spans: changed.map(spanOf), hubChainId, touched, named: true, many, beside });
    }
    const [, [cut]] = await beside;
    if (rehearsal) throw rehearsed;
    return cut;
  });
  return (await committing.catch((error: unknown) => {
    if (error === rehearsed) return 0n;
    throw error;
  })) as bigint;
}

/**
 * Has what follows in the transaction fail with SQL state 55P03 if rows are waited for longer; 0 ends that.
 *
 * What another process has inserted to commit it next waits for its turn in that process, which Postgres can't know of: it
 * would see no deadlock if its turn came after what waits for these rows.
 */
async function limitWaits(sql: TransactionSql, milliseconds: number): Promise<void> {
  await sql`select set_config('lock_timeout', ${`${milliseconds}`}, true)`;
}

/** Takes a chain's events from a block on away, and notes what they touched. */
export async function removeEvents(
  sql: TransactionSql,
  { chainId, fromBlock }: Pick<Batch, "chainId" | "fromBlock">,
  touched: Touched,
): Promise<void> {
  await touch(sql, { chainId, fromBlock, toBlock: lastBlock }, touched, -1);
  await settled([
    deleteRows(sql, chainId, fromBlock),
    sql`delete from unproven where chain_id = ${`${chainId}`} and from_block >= ${`${fromBlock}`}`,
  ]);
}

function spanOf({ chainId, fromBlock, to, replacedBlockCount }: Batch) {
  return { chainId, fromBlock, toBlock: to.number, replaced: replacedBlockCount > 0 };
}

function rowCounts({ tables }: Rows): ReadonlyMap<string, number> {
  return new Map([...tables.values()].map(({ table, lines }) => [getTableConfig(table).name, lines.length]));
}
