import {
  type IndexedChain,
  type readCheckpoints,
  readChains,
  readEarnings,
  readLastHeartbeats,
  type Snapshot,
} from "@concert/sdk";
import { type Address, parseGwei } from "viem";
import type { Price } from "../chain/watchPrices.ts";
import type { Contracts } from "../Contracts.ts";
import type { Job } from "./Job.ts";

export type FindFeesParameters = {
  /** What things cost now, by chain id. */
  prices: ReadonlyMap<bigint, Price>;
  /** Whose fees are collected. */
  account: Address;
  /** How many entries' fees are worth collecting. */
  collectCount: number;
};

/** Seconds between two updates of a chain's fee, and between two heartbeats for its sake: the hub's own spacing. */
const spacing = 60n;
/** About the gas of a spoke that the hub reckons for an entry. */
const spokeGas = 50_000n;
const gwei = parseGwei("1");

/** What keeps entry fees at what entries cost, and brings those that were earned home. */
export async function findFees(
  snapshot: Snapshot,
  contracts: Contracts,
  checkpoints: Awaited<ReturnType<typeof readCheckpoints>>,
  parameters: FindFeesParameters,
): Promise<Job[]> {
  const chains = await readChains(snapshot);
  const heartbeats = await readLastHeartbeats(snapshot);
  const earnings = await readEarnings(snapshot, parameters);
  const clockOf = (id: bigint) => checkpoints.find((checkpoint) => checkpoint.chainId === id)?.blockTime ?? 0n;
  return chains.flatMap((chain): Job[] => {
    const { chainId } = chain;
    if (chain.gateway === null || !chain.accepting) return [];
    const jobs: Job[] = [];
    const price = parameters.prices.get(chainId);
    const heartbeat = heartbeats.find((candidate) => candidate.chainId === chainId);
    const hub = { chain: contracts.hubChain, hub: contracts.hub, of: chainId };
    if (price && isFeeOff(chain, price) && clockOf(contracts.hubChain) >= (chain.configuredAt ?? 0n) + spacing) {
      jobs.push({ kind: "updateFee", key: `updateFee:${chainId}`, version: `${chain.entryFee}`, ...hub });
    }
    if (price && isPriceOff(chain, price, heartbeat?.gasPrice ?? 0n) && clockOf(chainId) >= (heartbeat?.timestamp ?? 0n) + spacing) {
      const { spoke } = contracts;
      const version = `${heartbeat?.timestamp}`;
      jobs.push({ kind: "heartbeat", key: `heartbeat:${chainId}`, version, chain: chainId, spoke });
    }
    const amount = earnings.find((candidate) => candidate.chainId === chainId)?.uncollected ?? 0n;
    // The hub's part of a collection costs about as much as an entry, and so does its payout.
    if (chain.entryFee > 0n && amount * gwei >= chain.entryFee * BigInt(parameters.collectCount)) {
      jobs.push({ kind: "collect", key: `collect:${chainId}`, version: `${amount}`, amount, ...hub });
    }
    return jobs;
  });
}

/** Whether the spoke was told a fee that is more than a quarter off. */
function isFeeOff({ entryFee: told }: IndexedChain, { entryFee }: Price): boolean {
  return entryFee * 4n > told * 5n || entryFee * 5n < told * 4n;
}

/** Whether the hub, if it knew the price of the chain's gas, would set another fee. */
function isPriceOff(chain: IndexedChain, { gasPrice, entryFee }: Price, known: bigint): boolean {
  const { feeMinimum, feeMaximum } = chain;
  const change = (gasPrice - known) * spokeGas;
  if (change < 0n && entryFee <= feeMinimum * gwei) return false;
  if (change > 0n && entryFee >= feeMaximum * gwei) return false;
  const size = change < 0n ? -change : change;
  return size * 4n > chain.entryFee;
}
