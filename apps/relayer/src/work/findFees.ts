import {
  type IndexedChain,
  type LastHeartbeat,
  readChains,
  type readCheckpoints,
  readEarnings,
  readLastHeartbeats,
  type Snapshot,
} from "@concert/sdk";
import { type Address, parseGwei } from "viem";
import type { Contracts } from "../Contracts.ts";
import type { GasPrices } from "../chain/watchGasPrices.ts";
import { estimateEntryFee } from "./estimateEntryFee.ts";
import type { Job } from "./Job.ts";

export type FindFeesParameters = {
  gasPrices: GasPrices;
  /** Whose fees are collected. */
  account: Address;
  /** How many entries' fees are worth collecting. */
  collectCount: number;
};

/** Seconds between two updates of a chain's fee, and between two heartbeats for its sake: the hub's own spacing. */
const spacing = 60n;

/** What keeps entry fees at what entries cost, and brings home those that were earned. */
export async function findFees(
  snapshot: Snapshot,
  contracts: Contracts,
  checkpoints: Awaited<ReturnType<typeof readCheckpoints>>,
  { gasPrices, account, collectCount }: FindFeesParameters,
): Promise<Job[]> {
  const { hub, hubChain, spoke } = contracts;
  const chains = await readChains(snapshot);
  const heartbeats = await readLastHeartbeats(snapshot);
  const earnings = await readEarnings(snapshot, { account });
  const clockOf = (id: bigint) => checkpoints.find(({ chainId }) => chainId === id)?.blockTime ?? 0n;
  const hubGasPrice = gasPrices.get(hubChain);

  return chains.flatMap((row): Job[] => {
    const jobs: Job[] = [];
    const { chainId, gateway, accepting, entryFee, configuredAt } = row;
    if (gateway === null || !accepting) return jobs;
    if (hubGasPrice !== undefined && clockOf(hubChain) >= (configuredAt ?? 0n) + spacing) {
      const due = estimateEntryFee(row, { hubGasPrice, gasPrice: row.gasPrice });
      const job = { key: `updateFee:${chainId}`, version: `${entryFee}`, chain: hubChain, hub, of: chainId };
      if (isOff(due, entryFee)) jobs.push({ kind: "updateFee", ...job });
    }
    const heartbeat = heartbeats.find((candidate) => candidate.chainId === chainId);
    const known = { hubGasPrice, gasPrice: gasPrices.get(chainId) };
    if (isTold(known) && clockOf(chainId) >= (heartbeat?.timestamp ?? 0n) + spacing) {
      const version = `${heartbeat?.timestamp}`;
      if (isPriceOff(row, heartbeat, known)) {
        jobs.push({ kind: "heartbeat", key: `heartbeat:${chainId}`, version, chain: chainId, spoke });
      }
    }
    const amount = earnings.find((earning) => earning.chainId === chainId)?.uncollected ?? 0n;
    // A collection and its payout cost about as much as an entry.
    if (entryFee > 0n && amount * parseGwei("1") >= entryFee * BigInt(collectCount)) {
      const job = { key: `collect:${chainId}`, version: `${amount}`, chain: hubChain, hub, of: chainId };
      jobs.push({ kind: "collect", ...job, amount });
    }
    return jobs;
  });
}

type Known = { hubGasPrice: bigint; gasPrice: bigint };

function isTold(known: { [Key in keyof Known]: bigint | undefined }): known is Known {
  return known.hubGasPrice !== undefined && known.gasPrice !== undefined;
}

/** Whether the hub would set another fee if it knew the price of the chain's gas. */
function isPriceOff(chain: IndexedChain, heartbeat: LastHeartbeat | undefined, known: Known): boolean {
  const told = estimateEntryFee(chain, { ...known, gasPrice: heartbeat?.gasPrice ?? 0n });
  return isOff(estimateEntryFee(chain, known), told);
}

/** By more than a quarter. */
function isOff(fee: bigint, told: bigint): boolean {
  return fee * 4n > told * 5n || fee * 5n < told * 4n;
}
