import { encodeInstruction, encodeReport, eventsAbi, extendHead, type Order } from "@concert/types";
import { type ContractName, eventTable } from "@concert/types/tables";
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
import { nativeToken } from "../src/project/nativeToken.ts";
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
  /** Appends a block with the events of one transaction of a contract. */
  mineTransaction: (chain: number, side: Side, act: (transaction: Transaction) => void) => void;
  /** Takes the last blocks of a chain away. */
  rollBack: (chain: number, count: number) => void;
};

export type Transaction = {
  /** Of the block, in seconds. */
  time: bigint;
  /** By default from the contract whose transaction it is. */
  emit: (eventName: string, args: Record<string, unknown>, from?: Side) => void;
  /** Queues an entry; for a spoke, `to` is the hub whatever it is. Returns the channel's head with it. */
  queue: (to: number, entry: Hex) => Hex;
};

type Side = Exclude<ContractName, "loopback_gateway" | `vault_${number}`> | "vault_1";
type Direction = "report" | "instruction";
type ModelEvent = { name: string; args: Record<string, unknown> };

const contracts: Record<Exclude<ContractName, `vault_${number}`> | "vault_1", Address> = {
  hub: address(1),
  spoke: address(2),
  attested_gateway: address(3),
  loopback_gateway: address(4),
  ledger: address(5),
  vault_1: address(6),
  quorum_gateway: address(7),
  proof_gateway: address(8),
  attested_header_oracle: address(9),
};
/** Of every chain; the others are of the hub's. */
const everywhere: ReadonlySet<ContractName> = new Set([
  "spoke",
  "attested_gateway",
  "quorum_gateway",
  "proof_gateway",
  "attested_header_oracle",
]);
const hub = 0;
const chainIds = [101n, 102n, 103n];
const users = [address(11), address(12)];
const solvers = [address(21), address(22)];
const tokens = [address(31), address(32)];
const message = { sender: "0x01", recipient: "0x02", payload: "0x03" };
const payable = [...tokens, nativeToken];

/** Enough orders that a batch does not touch most of them by chance, and few enough that events meet in one. */
const orders = Array.from({ length: 25 }, (_, nonce): { id: Hex; order: Order } => {
  const legs = Array.from({ length: 1 + (nonce % 3) }, (_, leg) => ({
    originChain: chainIds[(nonce + leg) % 3]!,
    inputToken: tokens[leg % 2]!,
    inputAmount: nonce === 4 ? 0n : 2n ** 127n + BigInt(leg),
    destinationChain: leg === 2 ? 2n ** 64n - 1n : chainIds[(nonce + leg + 1) % 3]!,
    outputToken: pad(tokens[leg % 2]!),
    outputAmount: 2n ** 128n - 1n,
    recipient: nonce % 2 === 1 ? zeroHash : pad(users[0]!),
  }));
  const calls = legs
    .slice(0, nonce % 3)
    .map(({ destinationChain: chain }) => ({
      ...{ chain, fallbackRecipient: pad(users[1]!), calls: "0x1234" as const, gas: 2n ** 255n },
    }))
    .toSorted((a, b) => (a.chain < b.chain ? -1 : 1));
  return {
    id: keccak256(toHex(`order ${nonce}`)),
    order: {
      user: users[nonce % 2]!,
      nonce: 2n ** 255n + BigInt(nonce),
      openDeadline: 2n ** 64n - 1n,
      fillDeadline: 2n ** 64n - 1n,
      solver: zeroAddress,
      exclusiveUntil: 0n,
      pooled: nonce % 6 === 5,
      cancellable: nonce % 4 === 0,
      legs,
      calls,
    },
  };
});

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
          .filter(([name]) => index === hub || everywhere.has(name))
          .map(([name, at]) => [at, name]),
      ),
      sender: index === hub ? contracts.spoke : contracts.hub,
    }),
  );
  const blocks: ModelBlock[][] = chains.map(() => []);
  const events = new WeakMap<ChainLog, ModelEvent>();
  let forks = 0;

  const pick = <Item>(items: readonly Item[]): Item | undefined =>
    items.length === 0 ? undefined : items[draw(items.length)];

  function mine(chain: number): void {
    const block = appendBlock(chain);
    for (let transactions = draw(6); transactions > 0; transactions--) {
      if (draw(8) === 0) {
        actOnGateway(transactionOn(chain, block, "attested_gateway"), chain);
        continue;
      }
      if (draw(8) === 0) {
        actOnQuorum(transactionOn(chain, block, "quorum_gateway"), chain);
        continue;
      }
      if (chain === hub && draw(4) === 0) {
        if (draw(2) === 0) runLedger(transactionOn(chain, block, "ledger"));
        else actOnLedger(transactionOn(chain, block, "ledger"), draw(chains.length));
        continue;
      }
      const side = chain === hub && draw(2) === 0 ? "hub" : "spoke";
      const transaction = transactionOn(chain, block, side);
      const act = draw(6);
      if (act < 3) actOnChannel(transaction, side, side === "hub" ? draw(chains.length) : chain);
      else if (side === "hub" && act === 3) runHub(transaction, draw(chains.length));
      else if (side === "hub") decide(transaction, draw(chains.length));
      else if (act === 3) runSpoke(transaction, chain);
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
    const emit: Transaction["emit"] = (eventName, args, from = side) => {
      const log: ChainLog = {
        ...encodeLog(eventName, args),
        address: contracts[from],
        blockNumber: header.number,
        blockHash: header.hash,
        blockTime: header.time,
        transactionHash,
        transactionIndex: logs.length,
        logIndex: 2 * logs.length + draw(2),
      };
      logs.push(log);
      events.set(log, { name: eventName, args });
    };
    return {
      time: header.time,
      emit,
      queue(to, entry) {
        // The ledger has the hub queue.
        const atHub = side === "hub" || side === "ledger";
        const heads = atHub ? queuedHeads(to, "instruction") : queuedHeads(chain, "report");
        // Rarely one that does not follow.
        const head =
          draw(50) === 49 ? keccak256(toHex(`altered ${draw(1_000)}`)) : extendHead(heads.at(-1) ?? zeroHash, entry);
        emit("EntryQueued", { chain: chainIds[atHub ? to : hub], head, entry }, atHub ? "hub" : side);
        return head;
      },
    };
  }

  /** What both ends of the channel between the hub and a spoke's chain do. */
  function actOnChannel({ emit }: Transaction, side: Side, spokeChain: number): void {
    const chain = chainIds[side === "hub" ? spokeChain : hub]!;
    const sent = side === "hub" ? "instruction" : "report";
    const received = side === "hub" ? "report" : "instruction";
    const gateway = draw(4) === 3 ? contracts.quorum_gateway : address(40 + draw(3));
    const act = draw(6);
    if (act === 0) {
      const newCounterpart = side === "hub" ? contracts.spoke : contracts.hub;
      emit("RouteSet", {
        ...{ chain, oldGateway: zeroAddress, oldCounterpart: zeroAddress },
        ...{ newGateway: gateway, newCounterpart },
      });
    } else if (act === 1) {
      const head = draw(20) === 19 ? keccak256(toHex(`lost ${draw(1_000)}`)) : queuedHeads(spokeChain, sent).at(-1);
      if (head === undefined) return;
      emit("HeadDispatched", { chain, head, gateway, sendId: head });
      const given = draw(3);
      if (given === 0) return;
      const sendId = given === 1 ? head : keccak256(head);
      const forwarded = { sendId: head, gateway: contracts.attested_gateway, gatewaySendId: sendId, fee: 3n };
      if (given === 2) emit("MessageForwarded", forwarded, "quorum_gateway");
      emit("MessageSent", { sendId, ...message, value: 0n, attributes: ["0x04"] }, "attested_gateway");
    } else if (act === 2 || act === 3) {
      const head = pick(queuedHeads(spokeChain, received)) ?? keccak256("0x01");
      emit("HeadAccepted", { chain, head, gateway: draw(4) === 3 ? zeroAddress : gateway });
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
          if (draw(3) === 0) {
            const fee = { token: pick(payable), account: pick([account, ...solvers]), amount: 2n };
            emit("PayoutFeeCredited", { head, ...fee });
          }
          emit(outcome === 1 ? "PayoutFailed" : "PayoutPaid", { head, token: pick(payable), account, amount: 5n });
          if (draw(4) === 0) emit("Configured", { head, accepting: draw(2) === 0, entryFee: 10n ** 18n });
        }
      }
      if (side === "spoke" && heads.length > 0) {
        emit(draw(2) === 0 ? "DeliveryPaid" : "DeliveryCredited", { account: pick(solvers), amount: 3n });
      }
    }
  }

  /** What decides orders. */
  function decide({ emit, queue }: Transaction, spokeChain: number): void {
    const { id, order } = pick(orders)!;
    const act = draw(6);
    if (act === 0) queue(spokeChain, "0xffff");
    if (act === 1) {
      // Who decides may leave the calls out. There is one decision, so that its repetitions here are alike.
      const shown = order.nonce % 5n < 2n ? order : { ...order, calls: [] };
      emit(draw(2) === 0 ? "OrderSettled" : "OrderAborted", { orderId: id, order: shown });
    }
    if (act === 2) emit("OrderSkipped", { orderId: id, reason: "0x12345678" });
    const leg = draw(order.legs.length);
    if (act === 3) emit("FillReleased", { orderId: id, leg });
    if (act === 0 || act === 2) return;
    const amount = order.legs[leg]!.inputAmount;
    const owed = { token: pad(pick(payable)!), account: pad(pick([...users, ...solvers])!), amount };
    emit("PayoutOwed", { orderId: id, leg, kind: draw(4), chain: chainIds[spokeChain], ...owed });
    const tokenFee = BigInt(draw(3));
    if (draw(3) > 0) queue(spokeChain, encodeInstruction({ kind: "pay", ...owed, fee: 7n, tokenFee }));
    if (draw(2) === 0) emit("FeesEarned", { account: pick(solvers), chain: chainIds[spokeChain], amount: 2n ** 64n });
  }

  /** What the hub does besides. */
  function runHub({ emit, queue }: Transaction, spokeChain: number): void {
    const chain = chainIds[spokeChain];
    const act = draw(8);
    if (act < 4) {
      const account = pick(solvers);
      const recipient = pad(pick([...users, ...solvers])!);
      emit("FeesCollected", { account, chain, recipient, amount: 2n ** 63n, deliveryFee: 9n });
      if (draw(3) > 0) {
        const token = pad(nativeToken);
        const pay = { token, account: recipient, amount: 5n, fee: 9n, tokenFee: 0n };
        queue(spokeChain, encodeInstruction({ kind: "pay", ...pay }));
      }
    } else if (act === 4) {
      const policy = { minimum: 1n, maximum: BigInt(2 + draw(3)), rate: 10n ** 18n };
      emit("FeePolicySet", { chain, oldPolicy: policy, newPolicy: policy });
    } else {
      const accepting = act < 7;
      if (!accepting) emit("ChainRetired", { chain });
      const entryFeeGwei = BigInt(draw(3));
      emit("SpokeConfigured", { chain, accepting, entryFee: entryFeeGwei * 10n ** 9n });
      queue(spokeChain, encodeInstruction({ kind: "configure", accepting, entryFeeGwei }));
    }
  }

  /** What users and solvers do. */
  function actOnSpoke({ time, emit, queue }: Transaction, chain: number): void {
    const { id, order } = pick(orders)!;
    const reported = { timestamp: time, orderId: id, fee: BigInt(draw(1_000)) };
    const act = draw(8);
    if (act === 0) queue(hub, encodeReport({ kind: "heartbeat", timestamp: time, gasPrice: BigInt(1 + draw(9)) }));
    if (act === 1) {
      emit("OrderOpened", { orderId: id, order });
      if (draw(2) === 0) emit("OrderPaidFor", { orderId: id, payer: pick(solvers) });
    }
    if (act === 2) emit("SignedOrderOpened", { orderId: id, submitter: pick(solvers), order });
    if (act === 1 || act === 2 || act === 3) queue(hub, encodeReport({ kind: "escrowed", ...reported }));
    if (act === 4) queue(hub, encodeReport({ kind: "cancelled", ...reported }));
    if (act === 4 || act === 0) {
      const deposit = { token: pick(tokens)!, amount: 9n, beneficiary: pick(users)!, minimum: 1n, toVault: act === 0 };
      const depositor = pick(users)!;
      queue(hub, encodeReport({ kind: "deposited", timestamp: time, depositor, deposit, fee: reported.fee }));
    }
    if (act === 5) {
      const due = order.legs.findIndex(({ destinationChain }) => destinationChain === chainIds[chain]);
      const leg = due !== -1 && draw(4) > 0 ? due : draw(order.legs.length);
      if (draw(2) === 0) emit("OutputHeld", { orderId: id, leg, order });
      const repayment = {
        account: pad(pick(solvers)!),
        ledgerAccount: zeroAddress,
        chain: pick(chainIds)!,
        maxFee: draw(2 ** 24),
      };
      const fill = { filledAt: time, hold: draw(2) === 0, solver: pick(solvers)!, repayment, fee: reported.fee };
      // Sometimes of a leg that the order does not have.
      queue(hub, encodeReport({ kind: "filled", orderId: id, leg: leg + (draw(4) === 0 ? 1 : 0), fill }));
    }
    if (act >= 6) {
      const claim = pick(failedAccounts(chain));
      if (claim !== undefined) emit("PayoutClaimed", { ...claim, amount: draw(3) === 0 ? 2n : 20n });
    }
  }

  /** What happens on a spoke besides. */
  function runSpoke({ emit, queue }: Transaction, chain: number): void {
    const { id } = pick(orders)!;
    const act = draw(8);
    if (act === 0) queue(hub, "0x");
    if (act === 1) emit("NonceCancelled", { user: pick(users), nonce: BigInt(draw(100)) });
    if (act === 2) emit("CallExecuted", { orderId: id });
    if (act === 3) emit("CallFailed", { orderId: id });
    if (act === 4)
      emit("ExecutorSwept", { orderId: id, token: pick(payable), recipient: pick(users), amount: 2n ** 255n });
    if (act === 5) emit("RequestSkipped", { index: BigInt(draw(3)), reason: "0x12345678" });
    if (act === 6) emit("PausesSet", { opens: draw(2) === 0, fills: draw(2) === 0 });
    if (act === 7) emit("WrappedNativeSet", { token: tokens[chain % 2] });
  }

  /** What accounts, deposits and orders do at the ledger. The spoke's chain is that of the custody. */
  function actOnLedger({ emit, queue }: Transaction, spokeChain: number): void {
    const chain = chainIds[spokeChain];
    const asset = 1 + draw(2);
    const account = pick([...users, contracts.vault_1])!;
    const amount = BigInt(1 + draw(1_000_000)) * 10n ** BigInt(draw(20));
    const change = { asset, chain, account, amount };
    const act = draw(9);
    if (act === 0) {
      // What a deposit's entry caused, or what nothing did.
      const cause = pick(queuedHeads(spokeChain, "report")) ?? zeroHash;
      if (draw(3) > 0) emit("CustodyJoined", { ...change, cause, kind: 0, rebate: BigInt(draw(3)) });
      if (draw(3) === 0) emit("LocalCredited", { ...change, cause, kind: 0 });
    } else if (act === 1) {
      const head = pick(queuedHeads(spokeChain, "report")) ?? zeroHash;
      const paid = { token: pad(pick(tokens)!), amount };
      emit("DepositReturned", { ...{ chain, head, depositor: account }, ...paid }, "hub");
      const pay = { ...paid, account: pad(account), fee: 3n, tokenFee: 0n };
      if (draw(3) > 0) queue(spokeChain, encodeInstruction({ kind: "pay", ...pay }));
    } else if (act === 2) {
      const paid = { token: pad(pick(tokens)!), account: pad(account), amount: 5n, fee: 0n, tokenFee: 2n };
      const cause = queue(spokeChain, encodeInstruction({ kind: "pay", ...paid }));
      if (draw(2) === 0) emit("CustodyLeft", { ...change, cause, kind: 3, fee: BigInt(draw(3)) });
      else emit("LocalWithdrawn", { ...change, cause });
    } else if (act === 3) {
      const { id: cause } = pick(orders)!;
      const elsewhere = { ...change, account: zeroAddress, cause, kind: 1 };
      emit("CustodyJoined", { ...elsewhere, amount: amount + 9n, rebate: 1n });
      emit("CustodyLeft", { ...elsewhere, chain: pick(chainIds), fee: 8n });
      emit("DustReserved", { cause, asset, amount: 2n });
    } else if (act === 4) {
      const { id: cause, order } = pick(orders)!;
      for (const { destinationChain } of order.legs) {
        emit("CustodyLeft", { ...change, chain: destinationChain, cause, kind: 2, fee: 2n });
      }
      for (const { originChain } of order.legs) {
        emit("CustodyJoined", { ...change, chain: originChain, cause, kind: 2, rebate: 0n });
      }
      emit("ProfitLocked", { profit: 5n, locked: amount, unlockedAt: BigInt(10 + draw(900)) }, "vault_1");
    } else if (act === 5) {
      emit("LocalMatured", { ...change, rebate: BigInt(draw(2)) });
    } else if (act === 6) {
      emit("ReserveFunded", { asset, account, amount });
    } else {
      const parties = [zeroAddress, ...users, contracts.vault_1];
      const [from, to] = [pick(parties), pick(parties)];
      if (act === 7) emit("BalanceTransfer", { caller: from, sender: from, receiver: to, id: BigInt(asset), amount });
      else emit("ShareTransfer", { from, to, value: amount }, "vault_1");
    }
  }

  /** What governance and those who approve do there. */
  function runLedger({ emit }: Transaction): void {
    const [asset, chain] = [1 + draw(2), pick(chainIds)];
    const act = draw(10);
    // Often, so that custody is met whose token is known.
    if (act === 0 || act > 6) {
      const token = { newToken: pad(pick(tokens)!), newDecimals: [6, 18, 24][draw(3)] };
      emit("TokenSet", { asset, chain, oldToken: zeroHash, oldDecimals: 0, ...token });
    }
    if (act === 1) {
      const limit = { newCapacity: BigInt(draw(3)) * 10n ** 24n, newWindow: BigInt(1 + draw(900)) };
      emit("LimitSet", { asset, chain, oldCapacity: 0n, oldWindow: 0n, ...limit });
      emit("PayoutFeeSet", { asset, chain, oldFee: 0n, newFee: BigInt(draw(3)) * 10n ** 12n });
    }
    if (act === 2) {
      emit("CurveSet", { asset, chain, oldTarget: 0n, oldSlope: 0n, newTarget: BigInt(draw(9)), newSlope: 7n });
    }
    if (act === 3) emit("VaultSet", { asset, vault: contracts.vault_1 });
    if (act === 4) emit("MarginSet", { asset, oldMargin: 0n, newMargin: BigInt(draw(9)) });
    const [owner, spender] = [pick(users), pick(solvers)];
    if (act === 5) emit("OperatorSet", { owner, spender, approved: draw(2) === 0 });
    if (act === 8) emit("BalanceApproval", { owner, spender, id: BigInt(asset), amount: 7n });
    if (act === 9) emit("ShareApproval", { owner, spender, value: 7n }, "vault_1");
    if (act === 6) emit("ShareDeposit", { sender: owner, owner, assets: 3n, shares: 3_000n }, "vault_1");
    if (act === 7) {
      emit("ShareWithdrawal", { sender: owner, receiver: owner, owner, assets: 3n, shares: 3_000n }, "vault_1");
    }
  }

  /** Messages that were sent and executed, and who vouches for them. */
  function actOnGateway({ emit }: Transaction, chain: number): void {
    const other = draw(chains.length);
    if (draw(3) === 0) {
      const attesters = solvers.slice(draw(2));
      emit("AttestersSet", { sourceChain: chainIds[other], epoch: BigInt(draw(5)), attesters, threshold: 1 });
    } else {
      // A dispatch names its message by the head.
      const sendId = pick(chain === hub ? queuedHeads(other, "report") : queuedHeads(chain, "instruction"));
      if (sendId !== undefined) emit("MessageExecuted", { receiveId: keccak256(sendId), sendId, ...message });
    }
  }

  /** What quorums are told, and by whom, and the headers and proofs from which it follows. */
  function actOnQuorum({ emit }: Transaction, chain: number): void {
    const other = chain === hub ? 1 + draw(chains.length - 1) : hub;
    const [sender, recipient] = chain === hub ? [contracts.spoke, contracts.hub] : [contracts.hub, contracts.spoke];
    const heads = chain === hub ? queuedHeads(other, "report") : queuedHeads(chain, "instruction");
    const head = (draw(20) === 19 ? undefined : pick(heads)) ?? keccak256(toHex(`forged ${draw(1_000)}`));
    const sourceChain = chainIds[other]!;
    const act = draw(8);
    if (act === 0) {
      const gateways = [contracts.attested_gateway, contracts.proof_gateway].slice(draw(2));
      emit("QuorumSet", { chain: sourceChain, counterpart: contracts.quorum_gateway, gateways, threshold: 1 });
      const recipients = { sender, oldRecipient: zeroAddress, newRecipient: recipient };
      emit("RecipientSet", { chain: sourceChain, ...recipients });
      emit("HeaderOracleSet", { sourceChain, oldOracle: zeroAddress, newOracle: address(9) }, "proof_gateway");
    } else if (act < 3) {
      const header = { sourceChain, number: BigInt(draw(9)), hash: keccak256(head) };
      const epoch = BigInt(draw(2));
      if (act === 1) emit("HeaderVouched", { ...header, epoch }, "attested_header_oracle");
      else emit("HeaderDisputed", { ...header, otherHash: head, epoch }, "attested_header_oracle");
    } else if (act === 3) {
      const proven = { receiveId: keccak256(head), sourceChain, sender, recipient, number: 2n ** 255n };
      emit("HeadProven", { ...proven, hash: head, head }, "proof_gateway");
    } else {
      const id = keccak256(head);
      const [gateway, sendId] =
        draw(2) === 0 ? [contracts.proof_gateway, zeroHash] : [contracts.attested_gateway, head];
      // Now and then of something that is none of the channels'.
      const payload = draw(8) === 0 ? "0x05" : head;
      emit("MessageVoted", { id, gateway, chain: sourceChain, sendId, sender, recipient, payload });
      if (act === 4) emit("MessageHandedOver", { id, receiveId: keccak256(id) });
      if (act === 5) emit("HandOverFailed", { id, reason: "0x12345678" });
      if (act === 6) emit("GatewaySkipped", { sendId, gateway, reason: "0x12345678" });
    }
  }

  /** Heads of the entries that the sender of a channel has queued, on its present fork. */
  function queuedHeads(spokeChain: number, direction: Direction): Hex[] {
    const sender = direction === "report" ? spokeChain : hub;
    return eventsOf(sender, direction === "report" ? "spoke" : "hub", "EntryQueued")
      .filter(({ chain }) => direction === "report" || chain === chainIds[spokeChain])
      .map(({ head }) => head as Hex);
  }

  function delivered(spokeChain: number, direction: Direction): { head: Hex; count: number } {
    const receiver = direction === "report" ? hub : spokeChain;
    const deliveries = eventsOf(receiver, direction === "report" ? "hub" : "spoke", "EntriesDelivered").filter(
      ({ chain }) => direction === "instruction" || chain === chainIds[spokeChain],
    );
    return {
      head: (deliveries.at(-1)?.headAfter as Hex | undefined) ?? zeroHash,
      count: deliveries.reduce((sum, { count }) => sum + Number(count), 0),
    };
  }

  function failedAccounts(chain: number): { token: Address; account: Address }[] {
    return [
      ...eventsOf(chain, "spoke", "PayoutFailed").map(({ token, account }) => ({ token, account })),
      ...eventsOf(chain, "spoke", "DeliveryCredited").map(({ account }) => ({ token: nativeToken, account })),
    ] as { token: Address; account: Address }[];
  }

  /** The arguments of a contract's events of one name. */
  function eventsOf(chain: number, contract: Side, name: string): Record<string, unknown>[] {
    return blocks[chain]!.flatMap(({ logs }) => logs).flatMap((log) => {
      const event = log.address === contracts[contract] ? events.get(log) : undefined;
      return event?.name === name ? [event.args] : [];
    });
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
  // Events of standards are named as their tables are.
  const table = snakeCase(name);
  const event = eventsAbi.find((candidate) => eventTable(candidate) === table)!;
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

function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
}

function address(number: number): Address {
  return numberToHex(number, { size: 20 });
}
