import { eventsAbi, foldHeads, hashEntry } from "@concert/types";
import { type DecodeEventLogReturnType, decodeEventLog, type Hex, zeroHash } from "viem";
import { expect } from "vitest";
import { vaults } from "../src/protocol/assets.ts";

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

/**
 * Adds up what the ledger's events say: for each asset, custody over chains = ledger balances + local balances + reserve,
 * and nothing is ever below zero.
 *
 * @returns How often custody moved, by event.
 */
export function checkLedger(logs: readonly DecodedLog[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const sums = new Map<string, bigint>();
  const add = (asset: number | bigint, side: string, amount: bigint): void => {
    const key = `${asset} ${side}`;
    const sum = (sums.get(key) ?? 0n) + amount;
    sums.set(key, sum);
    // A solver that is paid through the ledger gets nothing before it is there.
    if (!side.startsWith("repaid")) expect(sum >= 0n, key).toBe(true);
  };
  const owed = (account: string): string => (/^0x0+$/.test(account) ? "repaid" : "ledger");
  for (const log of logs) {
    counts[log.eventName] = (counts[log.eventName] ?? 0) + 1;
    switch (log.eventName) {
      case "CustodyJoined": {
        const { asset, chain, account, amount, rebate } = log.args;
        add(asset, `custody ${chain}`, amount);
        add(asset, "reserve", -rebate);
        add(asset, owed(account), amount + rebate);
        break;
      }
      case "CustodyLeft": {
        const { asset, chain, account, amount, fee } = log.args;
        add(asset, `custody ${chain}`, -amount);
        add(asset, "reserve", fee);
        add(asset, owed(account), -amount - fee);
        break;
      }
      case "LocalCredited":
        add(log.args.asset, `custody ${log.args.chain}`, log.args.amount);
        add(log.args.asset, `local ${log.args.chain}`, log.args.amount);
        break;
      case "LocalWithdrawn":
        add(log.args.asset, `custody ${log.args.chain}`, -log.args.amount);
        add(log.args.asset, `local ${log.args.chain}`, -log.args.amount);
        break;
      case "LocalMatured":
        add(log.args.asset, `local ${log.args.chain}`, -log.args.amount);
        add(log.args.asset, "reserve", -log.args.rebate);
        add(log.args.asset, "ledger", log.args.amount + log.args.rebate);
        break;
      case "DustReserved":
        add(log.args.asset, "repaid", -log.args.amount);
        add(log.args.asset, "reserve", log.args.amount);
        break;
      case "ReserveFunded":
        add(log.args.asset, "ledger", -log.args.amount);
        add(log.args.asset, "reserve", log.args.amount);
        break;
      case "Transfer":
        addTransfer(log, add);
        break;
    }
  }
  const assets = new Set([...sums.keys()].map((key) => key.split(" ")[0]!));
  for (const asset of assets) {
    const total = (name: string) =>
      [...sums].reduce((sum, [key, amount]) => (key.startsWith(`${asset} ${name}`) ? sum + amount : sum), 0n);
    expect(total("custody")).toBe(total("ledger") + total("local") + total("reserve"));
    expect(total("repaid")).toBe(0n);
    // What accounts hold is what the postings gave them.
    expect(total("balance")).toBe(total("ledger"));
    expect(total("share")).toBe(total("supply"));
  }
  return counts;
}

type Transfer = Extract<DecodedLog, { eventName: "Transfer" }>;

/** Of a balance, or of the shares of the vault that emits it. */
function addTransfer({ args, address }: Transfer, add: (asset: bigint, side: string, amount: bigint) => void): void {
  const isNobody = (account: string) => /^0x0+$/.test(account);
  if ("id" in args) {
    if (!isNobody(args.sender)) add(args.id, `balance ${args.sender}`, -args.amount);
    if (!isNobody(args.receiver)) add(args.id, `balance ${args.receiver}`, args.amount);
    return;
  }
  const asset = BigInt(vaults.find((vault) => vault.address === address)!.asset);
  if (isNobody(args.from)) add(asset, "supply", args.value);
  else add(asset, `share ${args.from}`, -args.value);
  if (isNobody(args.to)) add(asset, "supply", -args.value);
  else add(asset, `share ${args.to}`, args.value);
}
