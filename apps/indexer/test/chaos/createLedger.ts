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
   *
   * An index takes for granted that the sender's chain ends where its providers say, asked after what follows from it
   * was read. While they lag, that may be before it was sent: then it has to be wrong, until they have caught up.
   */
  standsFirm: (chainId: bigint, key: string, received: { chainId: bigint; hash: string }) => boolean;
};

export type LedgerParameters = {
  world: World;
  chains: readonly IndexedChain[];
  /** How far behind any provider of a chain may be at some moment from a time on, at most. */
  lagSince: (chainId: bigint, from: number) => number;
};

export function createLedger({ world, chains, lagSince }: LedgerParameters): Ledger {
  const facts = new WeakMap<ChainBlock, BlockFacts>();
  const indexed = new Map(chains.map((chain) => [chain.chainId, chain]));
  /** Blocks that were not canonical for a while. */
  const orphaned = new WeakSet<ChainBlock>();
  /** Since when there is which block. */
  const known = new Map<bigint, Map<ChainBlock, number>>();

  for (const chain of world.chains) {
    const blocks = new Map<ChainBlock, number>();
    known.set(BigInt(chain.id), blocks);
    let last = chain.head();
    note(blocks, last, world.clock.now());
    chain.watchHead((head) => {
      for (let block = last; !isAncestor(block, head); block = block.parent!) orphaned.add(block);
      note(blocks, head, world.clock.now());
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
    standsFirm(chainId, key, received) {
      const senders = [...known.get(chainId)!].filter(([block]) => factsOf(chainId, block).sends.includes(key));
      if (senders.length === 0 || senders.some(([block]) => orphaned.has(block))) return false;
      const sentAt = Math.min(...senders.map(([, at]) => at));
      const receiver = world.chain(Number(received.chainId)).blockOf(received.hash as ChainBlock["header"]["hash"])!;
      const receivedAt = known.get(received.chainId)!.get(receiver)!;
      return sentAt + lagSince(chainId, sentAt) <= receivedAt;
    },
  };
}

function note(blocks: Map<ChainBlock, number>, head: ChainBlock, at: number): void {
  for (let block: ChainBlock | undefined = head; block !== undefined && !blocks.has(block); block = block.parent) {
    blocks.set(block, at);
  }
}

function isAncestor(block: ChainBlock, head: ChainBlock): boolean {
  let at = head;
  while (at.header.number > block.header.number) at = at.parent!;
  return at === block;
}
