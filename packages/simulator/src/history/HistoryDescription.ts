import { join } from "node:path";
import type { Hex } from "viem";

/** What a directory holds. */
export type HistoryDescription = {
  version: number;
  seed: number;
  eventsPerChain: number;
  ordersPerBlock: number;
  rootsReceipts: boolean;
  /** Of all chains. */
  events: number;
  /** The first one has the hub. */
  chains: readonly {
    chainId: number;
    genesisHash: Hex;
    /** Block 0 included. */
    blocks: number;
    events: number;
    /** Of the logs' JSON. */
    bytes: number;
  }[];
};

/** Grows with every change of what a seed gives. */
export const historyVersion = 4;

export function historyFiles(directory: string, chainId: number): { logs: string; blocks: string } {
  return { logs: join(directory, `${chainId}.logs`), blocks: join(directory, `${chainId}.blocks`) };
}
