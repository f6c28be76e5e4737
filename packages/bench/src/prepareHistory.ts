import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHistory, writeHistory } from "@concert/simulator";
import { InputError } from "@concert/types";

export type HistorySize = {
  chains: number;
  eventsPerChain: number;
  /** About ten times as many events come up per block. */
  ordersPerBlock: number;
};

const seed = 1;
const firstChainId = 101;

/** The directory of a history of full order lifecycles: written once, and found again the next time. */
export function prepareHistory({ chains, eventsPerChain, ordersPerBlock }: HistorySize): string {
  const directory = join(tmpdir(), "concert-bench", `${chains}-${eventsPerChain}-${ordersPerBlock}`);
  if (!isUsable(directory)) {
    const chainIds = Array.from({ length: chains }, (_, index) => firstChainId + index);
    process.stderr.write(`writing a history of ${chains} × ${eventsPerChain} events to ${directory}\n`);
    writeHistory({ directory, seed, chainIds, eventsPerChain, ordersPerBlock });
  }
  return directory;
}

function isUsable(directory: string): boolean {
  if (!existsSync(join(directory, "history.json"))) return false;
  try {
    openHistory(directory).close();
    return true;
  } catch (error) {
    // Of a simulator before this one.
    if (error instanceof InputError) return false;
    throw error;
  }
}
