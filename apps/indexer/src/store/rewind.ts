import { InputError } from "@concert/types";
import type { TransactionSql } from "postgres";
import { noneTouched } from "../project/Changes.ts";
import { project } from "../project/project.ts";
import { publishCut } from "../publish/publishCut.ts";
import type { KnownBlock } from "../verify/findAncestor.ts";
import { removeEvents } from "./commitBatches.ts";
import type { Store } from "./connectStore.ts";
import { lockProjection } from "./lockProjection.ts";
import { verifyProjection } from "./verifyProjection.ts";

export type RewindParameters = {
  chainId: bigint;
  /** The last block that may stay. */
  toBlock: bigint;
};

export type Rewound = { cut: bigint; from: KnownBlock; to: KnownBlock };

/**
 * Takes away what was indexed of a chain after a block, final or not, in one transaction that is recorded in
 * `rewind_log`. The chain is indexed again from there, by whoever indexes it. It ends at the latest block, up to the one
 * given, whose hash is known: on which some commit had ended, or of which an event is indexed.
 *
 * @throws {InputError} If the chain is not indexed, not beyond the block, or nothing below it is known.
 */
export async function rewind(store: Store, { chainId, toBlock }: RewindParameters): Promise<Rewound> {
  return (await store.begin(async (sql) => {
    await Promise.all([lockProjection(sql), verifyProjection(sql)]);
    const from = await readCheckpoint(sql, chainId);
    if (from === undefined) throw new InputError(`chain ${chainId} is not indexed: give one that is.`);
    if (from.number <= toBlock) {
      throw new InputError(`chain ${chainId} is indexed up to block ${from.number} only: give a block before that.`);
    }
    const to = await latestKnown(sql, chainId, toBlock);
    if (to === undefined) {
      throw new InputError(
        `no block of chain ${chainId} up to ${toBlock} is known: give a later one, or move the chain's startBlock back, which reads all of it anew.`,
      );
    }
    const touched = noneTouched();
    const fromBlock = to.number + 1n;
    await removeEvents(sql, { chainId, fromBlock }, touched);
    const [hub] = await sql<{ chainId: string }[]>`select chain_id as "chainId" from contract where name = 'hub'`;
    await project(sql, {
      spans: [{ chainId, fromBlock, toBlock: to.number, replaced: true }],
      hubChainId: BigInt(hub?.chainId ?? -1),
      touched,
    });
    return { cut: await moveBack(sql, chainId, from, to), from, to };
  })) as Rewound;
}

async function readCheckpoint(sql: TransactionSql, chainId: bigint): Promise<KnownBlock | undefined> {
  const [row] = await sql<Row[]>`
    select block_number as number, block_hash as hash, block_time as time
    from checkpoint where chain_id = ${`${chainId}`}`;
  return row === undefined ? undefined : parse(row);
}

/** The latest indexed block, up to one, whose hash is known. */
async function latestKnown(sql: TransactionSql, chainId: bigint, toBlock: bigint): Promise<KnownBlock | undefined> {
  const [row] = await sql<Row[]>`
    select number, hash, time
    from (
      (
        select number, hash, time from block
        where chain_id = ${`${chainId}`} and number <= ${`${toBlock}`}
        order by number desc
        limit 1
      )
      union all
      (
        select c.block_number, c.block_hash, c.block_time from cut_checkpoint c
        where c.chain_id = ${`${chainId}`} and c.block_number <= ${`${toBlock}`} and not exists (
          select from cut_checkpoint later
          where later.chain_id = c.chain_id and later.cut_id > c.cut_id and later.from_block <= c.block_number
        )
        order by c.block_number desc
        limit 1
      )
      union all
      (
        select block_number, block_hash, block_time from entry_queued
        where chain_id = ${`${chainId}`} and block_number <= ${`${toBlock}`}
        order by block_number desc
        limit 1
      )
    ) known
    order by number desc
    limit 1`;
  return row === undefined ? undefined : parse(row);
}

async function moveBack(sql: TransactionSql, chainId: bigint, from: KnownBlock, to: KnownBlock): Promise<bigint> {
  await sql`delete from block where chain_id = ${`${chainId}`} and number > ${`${to.number}`}`;
  await sql`
    insert into block (chain_id, number, hash, time)
    values (${`${chainId}`}, ${`${to.number}`}, ${to.hash}, ${`${to.time}`})
    on conflict do nothing`;
  await sql`
    update checkpoint set final_block_number = least(final_block_number, ${`${to.number}`})
    where chain_id = ${`${chainId}`}`;
  const cut = await publishCut(sql, [
    {
      ...{ chainId, fromHash: from.hash, fromBlock: to.number + 1n, to },
      finalBlockNumber: undefined,
      replacedBlockCount: Number(from.number - to.number),
    },
  ]);
  await sql`
    insert into rewind_log (
      cut_id, chain_id, from_block_number, from_block_hash, to_block_number, to_block_hash, rewound_at
    )
    values (
      ${`${cut}`}, ${`${chainId}`}, ${`${from.number}`}, ${from.hash}, ${`${to.number}`}, ${to.hash}, clock_timestamp()
    )`;
  return cut;
}

type Row = { number: string; hash: string; time: string };

function parse({ number, hash, time }: Row): KnownBlock {
  return { number: BigInt(number), hash, time: BigInt(time) };
}
