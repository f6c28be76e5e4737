import { decodeLogs } from "../src/decode/decodeLogs.ts";
import type { Header } from "../src/source/Header.ts";
import { openCheckpoint } from "../src/store/checkpoints.ts";
import { type Batch, commitBatches } from "../src/store/commitBatches.ts";
import type { Model } from "./model.ts";
import { historyTables, stateTables } from "./readState.ts";
import type { TestStore } from "./schemas.ts";

/** Follows the chains of a model, as the indexer follows real ones. */
export type Index = {
  /**
   * Commits what a chain has become since, up to some blocks.
   *
   * @returns How many blocks were replaced.
   */
  follow: (chain: number, mostBlocks?: number) => Promise<number>;
  /**
   * The same of several chains in one commit.
   *
   * @param turn Waited for before any of it is projected.
   */
  followTogether: (
    parts: readonly { chain: number; mostBlocks?: number }[],
    turn?: Promise<unknown>,
  ) => Promise<number>;
};

/** An index from the start, of whatever the schema held before. */
export async function openIndex({ store }: Pick<TestStore, "store">, model: Model): Promise<Index> {
  for (const table of [...stateTables, ...historyTables]) await store`delete from ${store(table)}`;
  const hubChain = model.chains.find(({ chainId }) => chainId === model.hubChainId)!;
  for (const chain of model.chains) {
    const hash = chain.genesisHash!;
    await openCheckpoint(store, { chain, hubChain, genesisHash: hash, before: { number: 0n, hash, time: 0n } });
  }
  return createIndex({ store }, model);
}

/** An index that knows of nothing after the start, whatever others have committed. */
export function createIndex({ store }: Pick<TestStore, "store">, model: Model): Index {
  const committed: Header[][] = model.chains.map(() => []);

  /** What a chain has become since; undefined if it is the same. */
  function read(chain: number, mostBlocks: number): { batch: Batch; done: () => void } | undefined {
    const { chainId, genesisHash } = model.chains[chain]!;
    const canonical = model.blocks[chain]!;
    const known = committed[chain]!;
    const forked = known.findIndex(({ hash }, index) => canonical[index]?.header.hash !== hash);
    const ancestors = forked === -1 ? known.length : forked;
    const blocks = canonical.slice(ancestors, ancestors + mostBlocks);
    if (blocks.length === 0) return undefined;

    const headers = blocks.map(({ header }) => header);
    const logs = blocks.flatMap((block) => block.logs);
    const { rows, poison } = decodeLogs(model.chains[chain]!, logs);
    const batch: Batch = {
      chainId,
      fromHash: known.at(-1)?.hash ?? genesisHash!,
      fromBlock: headers[0]!.number,
      to: headers.at(-1)!,
      blocks: headers,
      rows,
      poison,
      unproven: [],
      finalBlockNumber: undefined,
      replacedBlockCount: known.length - ancestors,
    };
    return { batch, done: () => void known.splice(ancestors, Number.POSITIVE_INFINITY, ...headers) };
  }

  const followTogether: Index["followTogether"] = async (parts, turn) => {
    const reads = parts.flatMap(({ chain, mostBlocks }) => read(chain, mostBlocks ?? Number.POSITIVE_INFINITY) ?? []);
    if (reads.length === 0) return 0;
    const batches = reads.map(({ batch }) => batch);
    await commitBatches(store, { batches, hubChainId: model.hubChainId, ...(turn === undefined ? {} : { turn }) });
    for (const { done } of reads) done();
    return batches.reduce((sum, { replacedBlockCount }) => sum + replacedBlockCount, 0);
  };
  return {
    follow: (chain, mostBlocks) => followTogether([mostBlocks === undefined ? { chain } : { chain, mostBlocks }]),
    followTogether,
  };
}
