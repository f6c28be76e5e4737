import { encodeInstruction, encodeReport, eventsAbi, extendHead, hashEntry, type Order } from "@concert/types";
import type { ContractName } from "@concert/types/tables";
import {
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import type { ChainLog } from "../src/source/ChainLog.ts";
import type { Header } from "../src/source/Header.ts";
import type { IndexedChain } from "../src/source/IndexedChain.ts";

/** A number in [0, below), drawn by whoever drives the model. */
export type Draw = (below: number) => number;

export type ModelBlock = { header: Header; logs: ChainLog[] };

/** Chains whose blocks hold events as the contracts might emit them, in any order and on any fork. */
export type Model = {
  chains: readonly IndexedChain[];
  hubChainId: bigint;
  /** The canonical blocks of each chain, from number 1. */
  blocks: readonly ModelBlock[][];
  /** Appends a block to a chain. */
  mine: (chain: number) => void;
  /** Takes the last blocks of a chain away. */
  rollBack: (chain: number, count: number) => void;
};

type Direction = "report" | "instruction";
type Account = { chain: number; token: Address; account: Address };

const contracts: Record<ContractName, Address> = {
  hub: address(1),
  spoke: address(2),
  attested_gateway: address(3),
  loopback_gateway: address(4),
};
const hub = 0;
const chainIds = [101n, 102n, 103n];
const users = [address(11), address(12)];
const solvers = [address(21), address(22)];
const tokens = [address(31), address(32)];

/** Enough orders that a batch does not touch most of them by chance, and few enough that events meet in one. */
const orders = Array.from({ length: 25 }, (_, nonce): { id: Hex; order: Order } => ({
  id: keccak256(toHex(`order ${nonce}`)),
  order: {
    user: users[nonce % 2]!,
    nonce: 2n ** 255n + BigInt(nonce),
    openDeadline: 2n ** 64n - 1n,
    fillDeadline: 2n ** 64n - 1n,
    solver: zeroAddress,
    exclusiveUntil: 0n,
    pooled: false,
    cancellable: false,
    legs: Array.from({ length: 1 + (nonce % 3) }, (_, leg) => ({
      originChain: chainIds[(nonce + leg) % 3]!,
      inputToken: tokens[leg % 2]!,
      inputAmount: nonce === 4 ? 0n : 2n ** 127n + BigInt(leg),
      destinationChain: leg === 2 ? 2n ** 64n - 1n : chainIds[(nonce + leg + 1) % 3]!,
      outputToken: pad(tokens[leg % 2]!),
      outputAmount: 2n ** 128n - 1n,
      recipient: pad(users[0]!),
    })),
    calls: nonce === 3 ? [{ chain: 102n, gas: 1n, fallbackRecipient: zeroHash, calls: "0x" }] : [],
  },
}));

/** @param draw Makes the choices: the same draws make the same chains. */
export function createModel(draw: Draw): Model {
  const chains = chainIds.map(
    (chainId, index): IndexedChain => ({
      chainId,
      name: `chain ${chainId}`,
      rpcUrls: [],
      finality: { depth: 10 },
      startBlock: 1n,
      genesisHash: keccak256(toHex(`genesis ${chainId}`)),
      contracts: new Map(
        (Object.entries(contracts) as [ContractName, Address][])
          .filter(([name]) => index === hub || name === "spoke" || name === "attested_gateway")
          .map(([name, at]) => [at, name]),
      ),
    }),
  );
  const blocks: ModelBlock[][] = chains.map(() => []);
  let forks = 0;

  const pick = <Item>(items: readonly Item[]): Item | undefined =>
    items.length === 0 ? undefined : items[draw(items.length)];

  function mine(chain: number): void {
    const canonical = blocks[chain]!;
    const parent = canonical.at(-1)?.header;
    const number = (parent?.number ?? 0n) + 1n;
    const header: Header = {
      number,
      // Another fork's block of the same number and parent is another block.
      hash: keccak256(toHex(`block ${chain} ${number} ${parent?.hash} ${forks++}`)),
      parentHash: parent?.hash ?? chains[chain]!.genesisHash!,
      time: number * 10n,
    };
    const block: ModelBlock = { header, logs: [] };
    canonical.push(block);
    for (let transactions = draw(6); transactions > 0; transactions--) transact(chain, block);
  }

  /** Adds the events of one random transaction. */
  function transact(chain: number, block: ModelBlock): void {
    const transactionHash = keccak256(toHex(`transaction ${block.header.hash} ${block.logs.length}`));
    const emit = (contract: ContractName, name: string, args: Record<string, unknown>) => {
      block.logs.push({
        ...encodeLog(name, args),
        address: contracts[contract],
        blockNumber: block.header.number,
        blockHash: block.header.hash,
        blockTime: block.header.time,
        transactionHash,
        transactionIndex: block.logs.length,
        logIndex: 2 * block.logs.length + draw(2),
      });
    };
    const other = draw(chains.length);
    const { id, order } = pick(orders)!;
    const leg = draw(order.legs.length);
    const sides = chain === hub ? (["hub", "spoke"] as const) : (["spoke"] as const);
    const side = pick(sides)!;
    const [spokeChain, sent, received]: [number, Direction, Direction] =
      side === "hub" ? [other, "instruction", "report"] : [chain, "report", "instruction"];
    const counterpart = side === "hub" ? chainIds[other]! : chainIds[hub]!;

    const queue = (to: number, direction: Direction, entry: Hex) => {
      const head = extendHead(queuedHeads(to, direction).at(-1) ?? zeroHash, hashEntry(entry));
      emit(side, "EntryQueued", { chain: side === "hub" ? chainIds[to] : chainIds[hub], head, entry });
    };
    const report = (entry: Parameters<typeof encodeReport>[0]) => queue(chain, "report", encodeReport(entry));
    const timestamp = block.header.time;

    switch (draw(side === "hub" ? 9 : 11)) {
      case 0:
        return emit(side, "RouteSet", {
          chain: counterpart,
          oldGateway: zeroAddress,
          oldCounterpart: zeroAddress,
          newGateway: address(40 + draw(3)),
          newCounterpart: side === "hub" ? contracts.spoke : contracts.hub,
        });
      case 1: {
        const head = queuedHeads(spokeChain, sent).at(-1);
        if (head !== undefined) {
          emit(side, "HeadDispatched", { chain: counterpart, head, gateway: address(40), sendId: head });
        }
        return;
      }
      case 2: {
        const head = pick(queuedHeads(spokeChain, received)) ?? keccak256("0x01");
        return emit(side, "HeadAccepted", { chain: counterpart, head, gateway: address(40) });
      }
      case 3:
      case 4: {
        // What was delivered so far may be of a fork that the sender has left.
        const deliveries = delivered(spokeChain, received);
        const count = 1 + draw(4);
        const heads = queuedHeads(spokeChain, received);
        const headAfter = heads[deliveries.count + count - 1] ?? keccak256(toHex(`lost ${draw(1_000)}`));
        emit(side, "EntriesDelivered", {
          chain: counterpart,
          headBefore: deliveries.head,
          headAfter,
          count: BigInt(count),
        });
        for (const head of heads.slice(deliveries.count, deliveries.count + count)) {
          const outcome = draw(4);
          if (outcome === 0) emit(side, "EntryRejected", { chain: counterpart, head, reason: "0x12345678" });
          else if (side === "spoke") {
            const payout = { head, token: tokens[draw(2)]!, account: pick([...users, ...solvers])!, amount: 5n };
            emit("spoke", outcome === 1 ? "PayoutFailed" : "PayoutPaid", payout);
          }
        }
        return;
      }
      case 5:
        if (side === "hub") {
          emit("hub", draw(2) === 0 ? "OrderSettled" : "OrderAborted", { orderId: id, order });
          return owe(draw(4));
        }
        return report({ kind: "heartbeat", timestamp });
      case 6:
        if (side === "hub") return owe(draw(4));
        emit("spoke", "OrderOpened", { orderId: id, payer: order.user, order });
        return report({ kind: "escrowed", timestamp, orderId: id });
      case 7:
        if (side === "hub") return queue(other, "instruction", "0xffff");
        return report({ kind: "escrowed", timestamp, orderId: id });
      case 8:
        if (side === "hub") return owe(2);
        if (draw(2) === 0) {
          emit("spoke", "OutputHeld", { orderId: id, leg, token: tokens[0], amount: 1n });
        }
        return report({
          kind: "filled",
          orderId: id,
          // A leg that the order does not have, too.
          leg: leg + draw(2),
          fill: {
            filledAt: timestamp,
            hold: draw(2) === 0,
            solver: pick(solvers)!,
            repayment: { account: pad(pick(solvers)!), ledgerAccount: zeroAddress, chain: chainIds[draw(3)]! },
          },
        });
      case 9: {
        const failed = failedAccounts(chain);
        const claim = pick(failed);
        if (claim !== undefined) emit("spoke", "PayoutClaimed", { ...claim, amount: 5n });
        return;
      }
      default:
        return queue(chain, "report", "0x");
    }

    function owe(kind: number): void {
      const owed = { token: pad(tokens[leg % 2]!), account: pad(pick([...users, ...solvers])!) };
      const amount = order.legs[leg]!.inputAmount;
      emit("hub", "PayoutOwed", { orderId: id, leg, kind, chain: chainIds[other], ...owed, amount });
      if (draw(3) > 0) queue(other, "instruction", encodeInstruction({ kind: "pay", ...owed, amount }));
    }
  }

  /** Heads of the entries that the sender of a channel has queued, on its present fork. */
  function queuedHeads(spokeChain: number, direction: Direction): Hex[] {
    const sender = direction === "report" ? spokeChain : hub;
    return logsOf(sender, direction === "report" ? "spoke" : "hub", "EntryQueued")
      .filter(({ topics }) => direction === "report" || BigInt(topics[1]!) === chainIds[spokeChain])
      .map(({ topics }) => topics[2] as Hex);
  }

  function delivered(spokeChain: number, direction: Direction): { head: Hex; count: number } {
    const receiver = direction === "report" ? hub : spokeChain;
    const logs = logsOf(receiver, direction === "report" ? "hub" : "spoke", "EntriesDelivered").filter(
      ({ topics }) => direction === "instruction" || BigInt(topics[1]!) === chainIds[spokeChain],
    );
    return {
      head: (logs.at(-1)?.topics[2] as Hex | undefined) ?? zeroHash,
      count: logs.reduce((sum, { data }) => sum + Number(BigInt(`0x${data.slice(66, 130)}`)), 0),
    };
  }

  function failedAccounts(chain: number): Pick<Account, "token" | "account">[] {
    return logsOf(chain, "spoke", "PayoutFailed").map(({ topics }) => ({
      token: `0x${topics[2]!.slice(26)}`,
      account: `0x${topics[3]!.slice(26)}`,
    }));
  }

  function logsOf(chain: number, contract: ContractName, name: string): ChainLog[] {
    const topic = encodeEventTopics({ abi: eventsAbi, eventName: name as never })[0];
    return blocks[chain]!.flatMap(({ logs }) => logs).filter(
      (log) => log.address === contracts[contract] && log.topics[0] === topic,
    );
  }

  return {
    chains,
    hubChainId: chainIds[hub]!,
    blocks,
    mine,
    rollBack(chain, count) {
      blocks[chain]!.splice(-count, count);
    },
  };
}

function encodeLog(name: string, args: Record<string, unknown>): { topics: Hex[]; data: Hex } {
  const event = eventsAbi.find((candidate) => candidate.name === name)!;
  const inputs: readonly { name: string; type: string; indexed: boolean }[] = event.inputs;
  const data = inputs.filter(({ indexed }) => !indexed);
  return {
    topics: encodeEventTopics({ abi: [event], args } as never) as Hex[],
    data: encodeAbiParameters(
      data,
      data.map((input) => args[input.name]),
    ),
  };
}

function address(number: number): Address {
  return numberToHex(number, { size: 20 });
}
