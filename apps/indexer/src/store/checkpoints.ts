import { InputError } from "@concert/types";
import type { IndexedChain } from "../source/IndexedChain.ts";
import type { KnownBlock } from "../verify/findAncestor.ts";
import type { Store } from "./connectStore.ts";

/** Up to where a chain is indexed. */
export type Checkpoint = KnownBlock & { cutId: bigint; finalBlockNumber: bigint | undefined };

export type OpenCheckpointParameters = {
  chain: IndexedChain;
  /** The chain that has the hub. */
  hubChain: IndexedChain;
  genesisHash: string;
  /** The block before the start block. */
  before: KnownBlock;
};

/**
 * The chain's checkpoint, made if there is none yet: then it stands on the block before the start block.
 *
 * @throws {InputError} If the schema was made from other contracts, or from another chain of the same id.
 */
export async function openCheckpoint(
  store: Store,
  { chain, hubChain, genesisHash, before }: OpenCheckpointParameters,
): Promise<void> {
  const chainId = `${chain.chainId}`;
  const [known] = await store<{ genesisHash: string }[]>`
    select genesis_hash as "genesisHash" from checkpoint where chain_id = ${chainId}`;
  if (known === undefined) {
    const { number, hash, time } = before;
    await store.begin(async (sql) => {
      await sql`
        insert into checkpoint (
          chain_id, name, genesis_hash, start_block, block_number, block_hash, block_time, cut_id
        )
        values (
          ${chainId}, ${chain.name}, ${genesisHash}, ${`${chain.startBlock}`}, ${`${number}`}, ${hash}, ${`${time}`}, 0
        )
        on conflict do nothing`;
      // What a spoke receives comes from the hub, though the hub's chain may not be read for long.
      const hub = [...hubChain.contracts].filter(([, name]) => name === "hub");
      const contracts = [[chain.chainId, [...chain.contracts]] as const, [hubChain.chainId, hub] as const];
      for (const [chainId, named] of contracts) {
        for (const [address, name] of named) {
          await sql`
            insert into contract (chain_id, name, address) values (${`${chainId}`}, ${name}, ${address})
            on conflict do nothing`;
        }
      }
    });
  } else if (known.genesisHash !== genesisHash) {
    throw new InputError(
      `the schema was made from a chain ${chainId} whose first block is ${known.genesisHash}, but this one's is ${genesisHash}: give another --schema, or drop it.`,
    );
  }
  await verifyContracts(store, chain);
}

async function verifyContracts(store: Store, chain: IndexedChain): Promise<void> {
  const indexed = await store<{ name: string; address: string }[]>`
    select name, address from contract where chain_id = ${`${chain.chainId}`}`;
  const byName = new Map([...chain.contracts].map(([address, name]) => [name as string, address]));
  for (const { name, address } of indexed) {
    if (byName.get(name) === address) continue;
    throw new InputError(
      `the schema was made from the ${name} at ${address} on chain ${chain.chainId}, but the deployment has ${byName.get(name) ?? "none"}: give another --schema, or drop it.`,
    );
  }
}

export async function readCheckpoint(store: Store, chainId: bigint): Promise<Checkpoint> {
  const [row] = await store<{ number: string; hash: string; time: string; cutId: string; final: string | null }[]>`
    select block_number as number, block_hash as hash, block_time as time, cut_id as "cutId", final_block_number as final
    from checkpoint where chain_id = ${`${chainId}`}`;
  if (row === undefined) throw new Error(`chain ${chainId} has no checkpoint.`);
  const finalBlockNumber = row.final === null ? undefined : BigInt(row.final);
  return { ...parse(row), cutId: BigInt(row.cutId), finalBlockNumber };
}

/** Indexed blocks that a reorg may still replace, and the last one that it may not, the latest first. */
export async function keptBlocks(store: Store, chainId: bigint): Promise<KnownBlock[]> {
  const kept = await store<{ number: string; hash: string; time: string }[]>`
    select number, hash, time from block where chain_id = ${`${chainId}`} order by number desc`;
  return kept.map(parse);
}

/** Blocks that are indexed, as far as their hashes are known, latest first, `first` last. */
export async function* knownBlocks(store: Store, chainId: bigint, first: KnownBlock): AsyncGenerator<KnownBlock> {
  const kept = await keptBlocks(store, chainId);
  yield* kept;
  const below = `${kept.at(-1)?.number ?? 2n ** 62n}`;
  // A reorg below what was final: cuts tell where the checkpoint stood, on whichever fork, and events in which block.
  const others = store<{ number: string; hash: string; time: string }[]>`
    select block_number as number, block_hash as hash, block_time as time
    from cut_checkpoint
    where chain_id = ${`${chainId}`} and block_number < ${below}
      -- The chain may have been indexed from another block on, before.
      and block_number <= (select block_number from checkpoint where chain_id = ${`${chainId}`})
    union
    select block_number, block_hash, block_time
    from entry_queued
    where chain_id = ${`${chainId}`} and block_number < ${below}
    order by number desc`;
  for await (const rows of others.cursor(100)) for (const row of rows) yield parse(row);
  yield first;
}

function parse({ number, hash, time }: { number: string; hash: string; time: string }): KnownBlock {
  return { number: BigInt(number), hash, time: BigInt(time) };
}
