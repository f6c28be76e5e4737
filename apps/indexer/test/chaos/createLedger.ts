import { type ChainBlock, placeLogs, type World } from "@concert/simulator";
import { decodeLogs } from "../../src/decode/decodeLogs.ts";
import type { IndexedChain } from "../../src/source/IndexedChain.ts";

/** What one block of a fork holds, as an index of it has to show it. */
export type BlockFacts = { events: number; sends: string[] };

/** Knows what every block of every fork holds, those of forks included that the chains have left. */
export type Ledger = {
  /** The blocks from the first to the one of the hash; undefined if the chain never had it. */
  pathTo: (chainId: bigint, hash: string) => readonly ChainBlock[] | undefined;
  factsOf: (chainId: bigint, block: ChainBlock) => BlockFacts;
  /**
   * Whether something was sent that no reorg has taken back since: an index that shows it as missing on the other side
   * has not read what it should have. `key` is that of the cause.
   */
  standsFirm: (chainId: bigint, key: string) => boolean;
};

export function createLedger(world: World, chains: readonly IndexedChain[]): Ledger {
  const facts = new WeakMap<ChainBlock, BlockFacts>();
  const indexed = new Map(chains.map((chain) => [chain.chainId, chain]));
  /** Blocks that were not canonical for a while. */
  const orphaned = new WeakSet<ChainBlock>();
  const known = new Map<bigint, Set<ChainBlock>>();

  for (const chain of world.chains) {
    const blocks = new Set<ChainBlock>();
    known.set(BigInt(chain.id), blocks);
    let last = chain.head();
    note(blocks, last);
    chain.watchHead((head) => {
      for (let block = last; !isAncestor(block, head); block = block.parent!) orphaned.add(block);
      note(blocks, head);
      last = head;
    });
  }

  function factsOf(chainId: bigint, block: ChainBlock): BlockFacts {
    let known = facts.get(block);
    if (known === undefined) {
      const chain = indexed.get(chainId)!;
      known = { events: 0, sends: [] };
      for (const log of placeLogs(block)) {
        const { rows, poison, provides } = decodeLogs(chain, [log]);
        if (rows.count + poison.length > 0) known.events++;
        for (const { key } of provides) known.sends.push(key);
      }
      facts.set(block, known);
    }
    return known;
  }

  return {
    factsOf,
    pathTo(chainId, hash) {
      const head = world.chain(Number(chainId)).blockOf(hash as ChainBlock["header"]["hash"]);
      if (head === undefined) return undefined;
      const path: ChainBlock[] = [];
      for (let block: ChainBlock | undefined = head; block !== undefined; block = block.parent) path.push(block);
      return path.reverse();
    },
    standsFirm(chainId, key) {
      const senders = [...known.get(chainId)!].filter((block) => factsOf(chainId, block).sends.includes(key));
      return senders.length > 0 && senders.every((block) => !orphaned.has(block));
    },
  };
}

function note(blocks: Set<ChainBlock>, head: ChainBlock): void {
  for (let block: ChainBlock | undefined = head; block !== undefined && !blocks.has(block); block = block.parent) {
    blocks.add(block);
  }
}

function isAncestor(block: ChainBlock, head: ChainBlock): boolean {
  let at = head;
  while (at.header.number > block.header.number) at = at.parent!;
  return at === block;
}
