import type { Hex } from "viem";
import { zeroHash } from "viem";
import { keccak } from "../hash/keccak.ts";
import type { Contracts } from "../protocol/createContracts.ts";
import type { Change } from "../protocol/createState.ts";
import type { Random } from "../random/createRandom.ts";
import type { Traffic, Transaction } from "../traffic/Traffic.ts";
import type { Header } from "./Block.ts";
import { buildHeader } from "./buildHeader.ts";

/** A transaction keeps its hash when another fork includes it again. */
type IncludedTransaction = Transaction & { hash: Hex };

export type ChainBlock = {
  header: Header;
  /** Undefined of the first block. */
  parent: ChainBlock | undefined;
  transactions: readonly IncludedTransaction[];
  changes: readonly Change[];
};

/** Which of the transactions that a reorg orphans the new fork includes again, in the same order. */
export type Replay = "all" | "some" | "none";

export type ReorgParameters = {
  /** How many blocks become orphans. */
  depth: number;
  /** How many take their place: by default one more; as many for a reorg to the same height. */
  length?: number;
  replay?: Replay;
};

/** A tree of blocks, and the state of the contracts at its canonical head. */
export type Chain = {
  contracts: Contracts;
  head(): ChainBlock;
  /** By number, of the canonical chain. */
  blockAt(number: number): ChainBlock | undefined;
  /** By hash, orphans included. */
  blockOf(hash: Hex): ChainBlock | undefined;
  isCanonical(block: ChainBlock): boolean;
  /** Blocks of a number on forks that the chain has left. */
  orphansAt(number: number): readonly ChainBlock[];
  /** Appends a block. Its time is at least its parent's. */
  mine(time: number): ChainBlock;
  reorg(parameters: ReorgParameters): ChainBlock;
  /** Makes a block that is known, such as an orphan, the head. */
  switchTo(block: ChainBlock): void;
  /** Reads the contracts as they were after a block, of whatever fork. */
  readAt<Value>(block: ChainBlock, read: (contracts: Contracts) => Value): Value;
  /** Something that the next block will hold before all else. */
  include(run: () => void): void;
};

export type ChainParameters = {
  contracts: Contracts;
  traffic: Traffic;
  random: Random;
  /** Seconds, of the first block. */
  genesisTime: number;
  /** The transactions of block 1. */
  setUp: readonly (() => void)[];
};

export function createChain({ contracts, traffic, random, genesisTime, setUp }: ChainParameters): Chain {
  const { machine } = contracts;
  const { chainId, state } = machine;
  const genesis: ChainBlock = {
    header: buildHeader({
      ...{ number: 0, parentHash: zeroHash, time: genesisTime, baseFee: 1_000_000_000, transactions: [] },
      ...{ stateRoot: keccak(`0x${random.hex32()}${chainId.toString(16).padStart(16, "0")}`), rootsReceipts: true },
    }),
    parent: undefined,
    transactions: [],
    changes: [],
  };
  const byHash = new Map<Hex, ChainBlock>([[genesis.header.hash, genesis]]);
  /** The canonical chain by number; its last block is the one whose state the contracts are in. */
  const canonical: ChainBlock[] = [genesis];
  const included: (() => void)[] = setUp.toReversed();

  const head = (): ChainBlock => canonical.at(-1)!;

  /** @param again Transactions that are included as they were, if they succeed; the rest is new if `goesOn`. */
  function append(time: number, again: readonly IncludedTransaction[], goesOn: boolean): ChainBlock {
    const parent = head();
    const number = parent.header.number + 1;
    const baseFee = baseFeeAt(number);
    Object.assign(machine.block, { number, time: Math.max(time, parent.header.time), baseFee });

    const transactions: IncludedTransaction[] = [];
    const run = (transaction: () => void): void => {
      const executed = machine.transact(transaction);
      if (executed === undefined) return;
      transactions.push({ run: transaction, logs: executed.logs, takeBack: () => undefined, hash: drawHash() });
    };
    for (const transaction of again) {
      const executed = machine.transact(transaction.run);
      if (executed === undefined) traffic.rolledBack(chainId, [transaction]);
      else transactions.push({ ...transaction, logs: executed.logs });
    }
    while (included.length > 0) run(included.pop()!);
    if (goesOn) for (const transaction of traffic.act(chainId)) transactions.push({ ...transaction, hash: drawHash() });

    const block: ChainBlock = {
      header: buildHeader({
        ...{ number, parentHash: parent.header.hash, time: machine.block.time, baseFee, transactions },
        ...{ stateRoot: drawHash(), rootsReceipts: true },
      }),
      parent,
      transactions,
      changes: state.take(),
    };
    byHash.set(block.header.hash, block);
    canonical.push(block);
    return block;
  }

  function drawHash(): Hex {
    return `0x${random.hex32()}`;
  }

  /** Takes the last blocks off, the last one first. */
  function unwind(number: number): ChainBlock[] {
    const orphans = canonical.splice(number + 1);
    for (const { changes } of orphans.toReversed()) state.undo(changes);
    machine.block.number = number;
    return orphans;
  }

  function pathTo(block: ChainBlock): { ancestor: number; path: ChainBlock[] } {
    const path: ChainBlock[] = [];
    let ancestor = block;
    while (canonical[ancestor.header.number] !== ancestor) {
      path.unshift(ancestor);
      ancestor = ancestor.parent!;
    }
    return { ancestor: ancestor.header.number, path };
  }

  function follow(path: readonly ChainBlock[]): void {
    for (const block of path) {
      state.redo(block.changes);
      canonical.push(block);
    }
    machine.block.number = head().header.number;
  }

  return {
    contracts,
    head,
    blockAt: (number) => canonical[number],
    blockOf: (hash) => byHash.get(hash),
    isCanonical: (block) => canonical[block.header.number] === block,
    orphansAt: (number) =>
      [...byHash.values()].filter((block) => block.header.number === number && canonical[number] !== block),
    mine: (time) => append(time, [], true),
    reorg({ depth, length = depth + 1, replay = "some" }) {
      const from = head().header.number - depth;
      // Block 1, in which everything is deployed, stays.
      if (from < 1)
        throw new RangeError(`a reorg of ${depth} blocks at block ${from + depth} would undo the deployment.`);
      const orphans = unwind(from);
      const kept = replay === "all" ? depth : replay === "none" ? 0 : random.draw(depth + 1);
      traffic.rolledBack(
        chainId,
        orphans.slice(kept).flatMap(({ transactions }) => transactions),
      );
      const spacing = orphans.length > 1 ? orphans[1]!.header.time - orphans[0]!.header.time : 1;
      for (let index = 0; index < length; index++) {
        const orphan = orphans[index];
        const time = orphan?.header.time ?? head().header.time + spacing;
        const isKept = index < kept && orphan !== undefined;
        append(time, isKept ? orphan.transactions : [], !isKept);
      }
      return head();
    },
    switchTo(block) {
      const { ancestor, path } = pathTo(block);
      const orphans = unwind(ancestor);
      follow(path);
      traffic.rolledBack(
        chainId,
        orphans.flatMap(({ transactions }) => transactions),
      );
    },
    readAt(block, read) {
      const { ancestor, path } = pathTo(block);
      const orphans = unwind(ancestor);
      follow(path);
      try {
        return read(contracts);
      } finally {
        unwind(ancestor);
        follow(orphans);
      }
    },
    include(run) {
      included.unshift(run);
    },
  };
}

/**
 * In wei. It depends on the number alone: what is included again on another fork must say the same, and heartbeats tell
 * the base fee.
 */
export function baseFeeAt(number: number): number {
  return 1_000_000_000 * (1 + ((Math.imul(number >> 3, 0x9e3779b1) >>> 0) % 40));
}
