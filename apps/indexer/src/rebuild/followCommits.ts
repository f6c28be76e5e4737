import type { TransactionSql } from "postgres";
import { noneTouched } from "../project/Changes.ts";
import { type ProjectSpan, project } from "../project/project.ts";
import { touch } from "../project/touch.ts";
import { readHubChain } from "./projectAll.ts";

/** Beyond any block. */
const lastBlock = 2n ** 63n - 1n;

/**
 * Brings a state of an earlier snapshot in line with a later one.
 *
 * @param before Sees the events that the state was made of; those that a reorg took away since are there.
 * @param sql Sees the events now, and writes to the state.
 */
export async function followCommits(before: TransactionSql, sql: TransactionSql): Promise<void> {
  const spans = await readChanges(before, sql);
  if (spans.length === 0) return;
  const touched = noneTouched();
  for (const span of spans) {
    if (span.replaced) await touch(before, { ...span, toBlock: lastBlock }, touched, -1);
  }
  await project(sql, { spans, hubChainId: await readHubChain(sql), touched });
}

/** Per chain, the blocks that were indexed since, from the lowest that any commit replaced. */
async function readChanges(before: TransactionSql, sql: TransactionSql): Promise<ProjectSpan[]> {
  const known = new Map((await readCheckpoints(before)).map(({ chainId, blockNumber }) => [chainId, blockNumber]));
  const present = new Map((await readCheckpoints(sql)).map(({ chainId, blockNumber }) => [chainId, blockNumber]));
  const [latest] = await before<[{ id: string }]>`select coalesce(max(id), 0) as id from cut`;
  const moves = (await isRecorded(sql, latest.id))
    ? await sql<{ chainId: string; fromBlock: string }[]>`
        select chain_id as "chainId", min(from_block) as "fromBlock"
        from cut_checkpoint
        where cut_id > ${latest.id}
        group by chain_id`
    : [...new Set([...known.keys(), ...present.keys()])].map((chainId) => ({ chainId, fromBlock: "0" }));
  return moves.map(({ chainId, fromBlock }) => {
    const from = BigInt(fromBlock);
    return {
      chainId: BigInt(chainId),
      fromBlock: from,
      toBlock: present.get(chainId) ?? lastBlock,
      replaced: from <= (known.get(chainId) ?? -1n),
    };
  });
}

/** Whether every cut since one is there: ids have no gaps, and those that nobody has to remember are deleted. */
async function isRecorded(sql: TransactionSql, cutId: string): Promise<boolean> {
  const [cuts] = await sql<[{ count: string; last: string }]>`
    select count(*) as count, coalesce(max(id), ${cutId}::bigint) as last from cut where id > ${cutId}`;
  return BigInt(cuts.count) === BigInt(cuts.last) - BigInt(cutId);
}

async function readCheckpoints(sql: TransactionSql): Promise<{ chainId: string; blockNumber: bigint }[]> {
  const rows = await sql<{ chainId: string; blockNumber: string }[]>`
    select chain_id as "chainId", block_number as "blockNumber" from checkpoint`;
  return rows.map(({ chainId, blockNumber }) => ({ chainId, blockNumber: BigInt(blockNumber) }));
}
