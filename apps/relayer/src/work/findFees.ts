import {
  type IndexedChain,
  type LastHeartbeat,
  readChains,
  type readCheckpoints,
  readClaimables,
  readEarnings,
  readLastHeartbeats,
  readLedger,
  type Snapshot,
} from "@concert/sdk";
import { addressToAccount } from "@concert/types";
import { type Address, parseGwei } from "viem";
import type { Contracts } from "../Contracts.ts";
import type { GasPrices } from "../chain/watchGasPrices.ts";
import { estimateEntryFee } from "./estimateEntryFee.ts";
import type { Job } from "./Job.ts";

export type FindFeesParameters = {
  gasPrices: GasPrices;
  /** Whose fees are collected. */
  account: Address;
  /** How many entries' fees are worth collecting, and payouts' claiming. */
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

  const ofChains = chains.flatMap((row): Job[] => {
    const jobs: Job[] = [];
    const { chainId, gateway, accepting, entryFee, configuredAt } = row;
    if (gateway === null || !accepting) return jobs;
    const heartbeat = heartbeats.find((candidate) => candidate.chainId === chainId);
    const prices = { hubGasPrice, gasPrice: gasPrices.get(chainId) };
    if (isKnown(prices)) {
      if (isPriceOff(row, heartbeat, prices)) {
        const job = { key: `heartbeat:${chainId}`, version: `${heartbeat?.timestamp}`, chain: chainId, spoke };
        const earliest = (heartbeat?.timestamp ?? 0n) + spacing;
        if (clockOf(chainId) >= earliest) jobs.push({ kind: "heartbeat", ...job });
      } else if (heartbeat === undefined || heartbeat.gasPrice === row.gasPrice) {
        // The hub knows what the chain said last.
        const due = estimateEntryFee(row, { ...prices, gasPrice: row.gasPrice });
        const job = { key: `updateFee:${chainId}`, version: `${entryFee}`, chain: hubChain, hub, of: chainId };
        const earliest = (configuredAt ?? 0n) + spacing;
        if (isOff(due, entryFee) && clockOf(hubChain) >= earliest) jobs.push({ kind: "updateFee", ...job });
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
  return [...ofChains, ...(await findClaims(snapshot, spoke, account, collectCount))];
}

/** Payout fees that were earned, as soon as they are those of so many payouts. */
async function findClaims(snapshot: Snapshot, spoke: Address, account: Address, count: number): Promise<Job[]> {
  const claimables = await readClaimables(snapshot, { account });
  if (claimables.length === 0) return [];
  const { custody } = await readLedger(snapshot);
  return claimables.flatMap(({ chainId, token, amount }): Job[] => {
    const place = custody.find((each) => each.chainId === chainId && each.token === addressToAccount(token));
    if (place === undefined || place.payoutFee === 0n) return [];
    const worth = place.payoutFee * 10n ** BigInt(place.decimals!) * BigInt(count);
    if (amount * ledgerUnit < worth) return [];
    const key = `claim:${chainId}:${token}`;
    return [{ kind: "claim", key, version: `${amount}`, chain: chainId, spoke, token, amount }];
  });
}

const ledgerUnit = 10n ** 18n;

type Prices = { hubGasPrice: bigint; gasPrice: bigint };

function isKnown(prices: { [Key in keyof Prices]: bigint | undefined }): prices is Prices {
  return prices.hubGasPrice !== undefined && prices.gasPrice !== undefined;
}

/** Whether the hub would set another fee if it knew the price of the chain's gas. */
function isPriceOff(chain: IndexedChain, heartbeat: LastHeartbeat | undefined, prices: Prices): boolean {
  const told = estimateEntryFee(chain, { ...prices, gasPrice: heartbeat?.gasPrice ?? 0n });
  return isOff(estimateEntryFee(chain, prices), told);
}

/** Whether a fee is too low by more than a tenth, which the relayer pays for, or too high by more than a third. */
function isOff(due: bigint, told: bigint): boolean {
  return due * 10n > told * 11n || due * 4n < told * 3n;
}
