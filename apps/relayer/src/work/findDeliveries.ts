import { type Channel, type Entry, readEntries, readNextAccepted, type Snapshot } from "@concert/sdk";
import type { Hex } from "viem";
import type { Contracts } from "../Contracts.ts";
import { channelEnds } from "./channelEnds.ts";
import { channelKey, type Job } from "./Job.ts";

/** Most entries that one transaction is tried with: fewer if the gas allows fewer. With the hashes, below 128 kB. */
const entryLimit = 400;
/** Most hashes that one transaction shows: 32 kB of calldata. */
const restLimit = 1_000;

/** Entries that can be delivered, or the step towards it where the backlog is long. */
export async function findDeliveries(
  snapshot: Snapshot,
  contracts: Contracts,
  channels: readonly Channel[],
): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const channel of channels) {
    if (channel.processedCount >= channel.acceptedCount) continue;
    const job = await findDelivery(snapshot, contracts, channel);
    if (job) jobs.push(job);
  }
  return jobs;
}

async function findDelivery(snapshot: Snapshot, contracts: Contracts, channel: Channel): Promise<Job | undefined> {
  const processed = channel.processedCount;
  const next = await readNextAccepted(snapshot, { ...channel, after: processed });
  // A receiver may be indexed further than its sender.
  if (next === undefined) return undefined;
  const { receiver, sender } = channelEnds(contracts, channel);
  const base = {
    key: `deliver:${channelKey(channel)}`,
    chain: receiver.chain,
    end: receiver.end,
    otherChain: sender.chain,
  };
  const read = (after: bigint, until: bigint) =>
    readEntries(snapshot, { ...channel, after, limit: Number(until - after) });

  if (next - processed > entryLimit + restLimit) {
    // Step by step back from the accepted head, until it is near enough to deliver.
    const after = next - BigInt(restLimit) - 1n;
    const [earlier, ...between] = await read(after, next);
    if (!earlier) return undefined;
    return { ...base, kind: "acceptEarlier", version: earlier.head, head: earlier.head, rest: hashesOf(between) };
  }

  const near = processed + BigInt(entryLimit);
  const backlog = await read(processed, next > near ? next : near);
  const accepted = backlog.findLastIndex(({ acceptedAt }, index) => acceptedAt !== null && index < entryLimit);
  const entries = backlog.slice(0, accepted === -1 ? entryLimit : accepted + 1);
  const rest = accepted === -1 ? hashesOf(backlog.slice(entryLimit)) : [];
  const last = entries.at(-1);
  return last && { ...base, kind: "deliver", version: last.head, entries, rest };
}

function hashesOf(entries: readonly Entry[]): Hex[] {
  return entries.map(({ entryHash }) => entryHash);
}
