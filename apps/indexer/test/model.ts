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
  /** Appends a block of random events to a chain. */
  mine: (chain: number) => void;
  /** Appends a block with the events of one transaction of the hub or a spoke. */
  mineTransaction: (chain: number, side: Side, act: (transaction: Transaction) => void) => void;
  /** Takes the last blocks of a chain away. */
  rollBack: (chain: number, count: number) => void;
};

export type Transaction = {
  /** Of the block, in seconds. */
  time: bigint;
  emit: (eventName: string, args: Record<string, unknown>) => void;
  /** Queues an entry; for a spoke, `to` is the hub whatever it is. */
  queue: (to: number, entry: Hex) => void;
};

type Side = "hub" | "spoke";
type Direction = "report" | "instruction";

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
    calls: nonce % 2 === 1 ? [{ chain: 102n, gas: 1n, fallbackRecipient: zeroHash, calls: "0x" }] : [],
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
    const block = appendBlock(chain);
    for (let transactions = draw(6); transactions > 0; transactions--) {
      const side = chain === hub && draw(2) === 0 ? "hub" : "spoke";
      const transaction = transactionOn(chain, block, side);
      if (draw(2) === 0) actOnChannel(transaction, side, side === "hub" ? draw(chains.length) : chain);
      else if (side === "hub") actOnHub(transaction, draw(chains.length));
      else actOnSpoke(transaction, chain);
    }
  }

  function appendBlock(chain: number): ModelBlock {
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
    return block;
  }

  function transactionOn(chain: number, { header, logs }: ModelBlock, side: Side): Transaction {
    const transactionHash = keccak256(toHex(`transaction ${header.hash} ${logs.length}`));
    const emit: Transaction["emit"] = (eventName, args) => {
      logs.push({
        ...encodeLog(eventName, args),
        address: contracts[side],
        blockNumber: header.number,
        blockHash: header.hash,
        blockTime: header.time,
        transactionHash,
        transactionIndex: logs.length,
        logIndex: 2 * logs.length + draw(2),
      });
    };
    return {
      time: header.time,
      emit,
      queue(to, entry) {
        const heads = side === "hub" ? queuedHeads(to, "instruction") : queuedHeads(chain, "report");
        const head = extendHead(heads.at(-1) ?? zeroHash, hashEntry(entry));
        emit("EntryQueued", { chain: chainIds[side === "hub" ? to : hub], head, entry });
      },
    };
  }

  /** What both ends of the channel between the hub and a spoke's chain do. */
  function actOnChannel({ emit }: Transaction, side: Side, spokeChain: number): void {
    const chain = chainIds[side === "hub" ? spokeChain : hub]!;
    const sent = side === "hub" ? "instruction" : "report";
    const received = side === "hub" ? "report" : "instruction";
    const gateway = address(40 + draw(3));
    const act = draw(5);
    if (act === 0) {
      const newCounterpart = side === "hub" ? contracts.spoke : contracts.hub;
      emit("RouteSet", {
        ...{ chain, oldGateway: zeroAddress, oldCounterpart: zeroAddress },
        ...{ newGateway: gateway, newCounterpart },
      });
    } else if (act === 1) {
      const head = queuedHeads(spokeChain, sent).at(-1);
      if (head !== undefined) emit("HeadDispatched", { chain, head, gateway, sendId: head });
    } else if (act === 2) {
      const head = pick(queuedHeads(spokeChain, received)) ?? keccak256("0x01");
      emit("HeadAccepted", { chain, head, gateway });
    } else {
      // What was delivered so far may be of a fork that the sender has left.
      const before = delivered(spokeChain, received);
      const count = 1 + draw(4);
      const heads = queuedHeads(spokeChain, received).slice(before.count, before.count + count);
      const headAfter = heads[count - 1] ?? keccak256(toHex(`lost ${draw(1_000)}`));
      emit("EntriesDelivered", { chain, headBefore: before.head, headAfter, count: BigInt(count) });
      for (const head of heads) {
        const outcome = draw(4);
        if (outcome === 0) emit("EntryRejected", { chain, head, reason: "0x12345678" });
        else if (side === "spoke") {
          const account = pick([...users, ...solvers]);
          emit(outcome === 1 ? "PayoutFailed" : "PayoutPaid", { head, token: pick(tokens), account, amount: 5n });
        }
      }
    }
  }

  function actOnHub({ emit, queue }: Transaction, spokeChain: number): void {
    const { id, order } = pick(orders)!;
    const act = draw(5);
    if (act === 0) queue(spokeChain, "0xffff");
    if (act === 1) emit(draw(2) === 0 ? "OrderSettled" : "OrderAborted", { orderId: id, order });
    if (act === 0) return;
    const leg = draw(order.legs.length);
    const amount = order.legs[leg]!.inputAmount;
    const owed = { token: pad(pick(tokens)!), account: pad(pick([...users, ...solvers])!), amount };
    emit("PayoutOwed", { orderId: id, leg, kind: draw(4), chain: chainIds[spokeChain], ...owed });
    if (draw(3) > 0) queue(spokeChain, encodeInstruction({ kind: "pay", ...owed }));
  }

  function actOnSpoke({ time, emit, queue }: Transaction, chain: number): void {
    const { id, order } = pick(orders)!;
    const act = draw(6);
    if (act === 0) queue(hub, encodeReport({ kind: "heartbeat", timestamp: time }));
    if (act === 1) queue(hub, "0x");
    if (act === 2) emit("OrderOpened", { orderId: id, payer: order.user, order });
    if (act === 2 || act === 3) queue(hub, encodeReport({ kind: "escrowed", timestamp: time, orderId: id }));
    if (act === 4) {
      const leg = draw(order.legs.length);
      if (draw(2) === 0) emit("OutputHeld", { orderId: id, leg, token: tokens[0], amount: 1n });
      const repayment = {
        account: pad(pick(solvers)!),
        ledgerAccount: zeroAddress,
        chain: pick(chainIds)!,
      };
      const fill = { filledAt: time, hold: draw(2) === 0, solver: pick(solvers)!, repayment };
      // Sometimes of a leg that the order does not have.
      queue(hub, encodeReport({ kind: "filled", orderId: id, leg: leg + draw(2), fill }));
    }
    if (act === 5) {
      const claim = pick(failedAccounts(chain));
      if (claim !== undefined) emit("PayoutClaimed", { ...claim, amount: 5n });
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

  function failedAccounts(chain: number): { token: Address; account: Address }[] {
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
    mineTransaction(chain, side, act) {
      act(transactionOn(chain, appendBlock(chain), side));
    },
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
