import { InputError } from "@concert/types";
import type { TransactionSql } from "postgres";
import { leaseKey } from "../lease/leaseKey.ts";
import type { Log } from "../log.ts";
import { noneTouched } from "../project/Changes.ts";
import { planMany } from "../project/planMany.ts";
import { project } from "../project/project.ts";
import { touch } from "../project/touch.ts";
import { publishCut } from "../publish/publishCut.ts";
import type { IndexedChain } from "../source/IndexedChain.ts";
import type { Store } from "./connectStore.ts";
import { deleteRows } from "./deleteRows.ts";
import { lockProjection } from "./lockProjection.ts";
import { verifyProjection } from "./verifyProjection.ts";

export type ReconcileChainsParameters = {
  schema: string;
  chains: readonly IndexedChain[];
  hubChainId: bigint;
  log: Log;
};

/** A chain as it is indexed. */
type Known = { chainId: string; name: string; startBlock: string; blockNumber: string };

type KnownContract = { chainId: string; name: string; address: string };

const lastBlock = 2n ** 63n - 1n;
const zeroHash = `0x${"0".repeat(64)}`;

/**
 * Brings an index in line with a configuration that has changed, without a new index of the chains that stay as they are.
 *
 * - A chain that the configuration has no more is taken out, and what is derived from the others is what they give alone.
 * - Where a start block moved forward, what was before it is taken out.
 * - Where it moved back, or the deployment has a new contract, the chain is taken out: it is read anew.
 *
 * Chains that are new are begun by whoever reads them first.
 *
 * @throws {InputError} If the index is of another deployment, or another process still indexes a chain that changes.
 */
export async function reconcileChains(store: Store, parameters: ReconcileChainsParameters): Promise<void> {
  const { chains, log } = parameters;
  const indexed = await store<Known[]>`
    select chain_id as "chainId", name, start_block as "startBlock", block_number as "blockNumber"
    from checkpoint order by chain_id`;
  if (indexed.length === 0) return;
  const contracts = await store<KnownContract[]>`select chain_id as "chainId", name, address from contract`;
  verifyDeployment(contracts, parameters);
  for (const known of indexed) {
    const chain = chains.find(({ chainId }) => `${chainId}` === known.chainId);
    const facts = { chain: known.chainId, name: known.name };
    if (chain === undefined) {
      log.warn("the chain is not in the configuration any more: it is taken out of the index", facts);
      await change(store, parameters, known, takeOut);
      continue;
    }
    const [from, to] = [BigInt(known.startBlock), chain.startBlock];
    const added = [...chain.contracts].find(
      ([address]) => !contracts.some((own) => own.chainId === known.chainId && own.address === address),
    );
    if (added !== undefined) {
      log.warn("the deployment has a new contract: the chain is read anew", { ...facts, contract: added[1] });
      await change(store, parameters, known, takeOut);
    } else if (to < from || to > BigInt(known.blockNumber) + 1n) {
      log.warn("the chain's start block has moved: the chain is read anew", { ...facts, from, to });
      await change(store, parameters, known, takeOut);
    } else if (to > from) {
      log.warn("the chain's start block has moved: what was before is taken out of the index", { ...facts, from, to });
      await change(store, parameters, known, (sql, known, hub) => takeOutBefore(sql, known, hub, to));
    }
  }
}

/** No chain is taken out because the configuration is that of something else. */
function verifyDeployment(
  contracts: readonly KnownContract[],
  { chains, hubChainId }: ReconcileChainsParameters,
): void {
  for (const { chainId, name, address } of contracts) {
    if (name === "hub" && chainId !== `${hubChainId}`) {
      throw new InputError(
        `the schema was made with the hub on chain ${chainId}, but the configuration has it on chain ${hubChainId}: give another --schema, or drop it.`,
      );
    }
    const chain = chains.find((chain) => `${chain.chainId}` === chainId);
    if (chain === undefined) continue;
    const [deployed] = [...chain.contracts].find(([, own]) => own === name) ?? [];
    if (deployed !== address) {
      throw new InputError(
        `the schema was made from the ${name} at ${address} on chain ${chainId}, but the deployment has ${deployed ?? "none"}: give another --schema, or drop it.`,
      );
    }
  }
  if (!contracts.some(({ chainId }) => chains.some((chain) => `${chain.chainId}` === chainId))) {
    throw new InputError(
      "the schema was made from other chains than those of the configuration: give another --schema, or drop it.",
    );
  }
}

type Act = (sql: TransactionSql, known: Known, hubChainId: bigint) => Promise<void>;

async function change(store: Store, parameters: ReconcileChainsParameters, known: Known, act: Act): Promise<void> {
  const { schema, hubChainId } = parameters;
  await store.begin(async (sql) => {
    const [lease] = await sql<[{ free: boolean }]>`
      select pg_try_advisory_xact_lock(${leaseKey(sql, schema, BigInt(known.chainId))}) as free`;
    if (!lease.free) {
      throw new InputError(
        `chain ${known.chainId} (${known.name}) is indexed by another process with another configuration: end that one first.`,
      );
    }
    await planMany(sql);
    await Promise.all([lockProjection(sql), verifyProjection(sql)]);
    await act(sql, known, hubChainId);
  });
}

async function takeOut(sql: TransactionSql, known: Known, hubChainId: bigint): Promise<void> {
  const { chainId } = known;
  await takeEvents(sql, BigInt(chainId), hubChainId, lastBlock);
  await sql`
    insert into cut_checkpoint (
      cut_id, chain_id, from_block, block_number, block_hash, block_time, replaced_block_count
    )
    select
      ${`${await publishCut(sql, [])}`}, chain_id, start_block, start_block - 1, ${zeroHash}, 0,
      block_number - start_block + 1
    from checkpoint where chain_id = ${chainId}`;
  for (const table of ["block", "chain_status", "checkpoint", "unproven"]) {
    await sql`delete from ${sql(table)} where chain_id = ${chainId}`;
  }
  // Where the hub is stays known while its chain is read anew.
  await sql`delete from contract where chain_id = ${chainId} and name <> 'hub'`;
  await markUnproven(sql, BigInt(chainId), hubChainId);
}

/** What the other ends of a chain's channels have received from it can't be looked up there any more. */
async function markUnproven(sql: TransactionSql, chainId: bigint, hubChainId: bigint): Promise<void> {
  await sql`
    insert into unproven (chain_id, from_block, to_block, source_chain, since)
    select chain_id, start_block, block_number, ${`${chainId}`}, clock_timestamp()
    from checkpoint
    where chain_id <> ${`${chainId}`} and ${`${hubChainId}`}::uint64 in (chain_id, ${`${chainId}`}::uint64)
      and block_number >= start_block
    on conflict (chain_id, from_block, source_chain) do update set to_block = excluded.to_block`;
}

async function takeOutBefore(sql: TransactionSql, known: Known, hubChainId: bigint, startBlock: bigint): Promise<void> {
  const { chainId } = known;
  await takeEvents(sql, BigInt(chainId), hubChainId, startBlock - 1n);
  // Every earlier cut held what is gone now.
  await sql`
    with moved as (
      update checkpoint c set start_block = ${`${startBlock}`}, cut_id = ${`${await publishCut(sql, [])}`}
      where chain_id = ${chainId}
      returning c.*
    )
    insert into cut_checkpoint (
      cut_id, chain_id, from_block, block_number, block_hash, block_time, final_block_number, replaced_block_count
    )
    select
      cut_id, chain_id, ${known.startBlock}, block_number, block_hash, block_time, final_block_number,
      start_block - ${known.startBlock}::bigint
    from moved`;
  await sql`delete from unproven where chain_id = ${chainId} and to_block < ${`${startBlock}`}`;
}

/** Takes a chain's events up to a block away, and projects what is left. */
async function takeEvents(sql: TransactionSql, chainId: bigint, hubChainId: bigint, toBlock: bigint): Promise<void> {
  const touched = noneTouched();
  const span = { chainId, fromBlock: 0n, toBlock: lastBlock };
  await touch(sql, span, touched, -1);
  await deleteRows(sql, chainId, 0n, toBlock);
  await project(sql, { spans: [{ ...span, replaced: true }], hubChainId, touched });
}
