import { eventsAbi, foldHeads, hashEntry } from "@concert/types";
import { type DecodeEventLogReturnType, decodeEventLog, type Hex, zeroHash } from "viem";
import { expect } from "vitest";

type LogLike = { address: string; topics: readonly Hex[]; data: Hex };
export type DecodedLog = DecodeEventLogReturnType<typeof eventsAbi> & { chainId: number; address: string };

/** Decodes logs with viem; throws at one that is no event of the contracts. */
export function decodeLogs(chainId: number, logs: readonly LogLike[]): DecodedLog[] {
  return logs.map(({ address, topics, data }) => ({
    ...decodeEventLog({ abi: eventsAbi, topics: topics as [Hex, ...Hex[]], data }),
    ...{ chainId, address },
  }));
}

export type ChannelParameters = {
  logsOf: (chainId: number) => readonly DecodedLog[];
  chainIds: readonly number[];
  hubChain: number;
  hub: string;
  spoke: string;
};

/**
 * Checks every channel: the sender's heads are the hash chain of its entries; what was dispatched, accepted and delivered
 * is part of it, in order.
 *
 * @returns How many entries were queued and delivered.
 */
export function checkChannels({ logsOf, chainIds, hubChain, hub, spoke }: ChannelParameters) {
  let queued = 0;
  let delivered = 0;
  for (const spokeChain of chainIds) {
    for (const toHub of [true, false]) {
      const sender = toHub ? { chain: spokeChain, address: spoke } : { chain: hubChain, address: hub };
      const receiver = toHub ? { chain: hubChain, address: hub } : { chain: spokeChain, address: spoke };
      const of = (end: typeof sender) => logsOf(end.chain).filter(({ address }) => address === end.address);
      const isWith = (peer: number) => (log: DecodedLog) =>
        "chain" in log.args && (log.args as { chain: bigint }).chain === BigInt(peer);

      const heads: Hex[] = [zeroHash];
      const dispatched = new Set<Hex>();
      for (const log of of(sender).filter(isWith(receiver.chain))) {
        if (log.eventName === "EntryQueued") {
          expect(log.args.head).toBe(foldHeads(heads.at(-1)!, [hashEntry(log.args.entry)]));
          heads.push(log.args.head);
        }
        if (log.eventName === "HeadDispatched") {
          expect(log.args.head).toBe(heads.at(-1));
          dispatched.add(log.args.head);
        }
      }
      let position = 0;
      const accepted = new Set<Hex>();
      for (const log of of(receiver).filter(isWith(sender.chain))) {
        if (log.eventName === "HeadAccepted") {
          expect(heads.indexOf(log.args.head)).toBeGreaterThan(0);
          if (!/^0x0+$/.test(log.args.gateway)) expect(dispatched.has(log.args.head)).toBe(true);
          accepted.add(log.args.head);
        }
        if (log.eventName !== "EntriesDelivered") continue;
        expect(log.args.headBefore).toBe(heads[position]);
        position += Number(log.args.count);
        expect(log.args.headAfter).toBe(heads[position]);
        expect(heads.slice(position).some((head) => accepted.has(head))).toBe(true);
      }
      queued += heads.length - 1;
      delivered += position;
    }
  }
  return { queued, delivered };
}
