import { formatInteroperableAddress } from "@concert/types";
import { type Address, domainSeparator, type Hex } from "viem";
import { events } from "../abi/events.ts";
import { word, wordOfHex } from "../abi/words.ts";
import { keccak, keccakDigits } from "../hash/keccak.ts";
import type { Cell, Table } from "./createState.ts";
import type { Machine } from "./Machine.ts";
import { revert } from "./revert.ts";

/** What a gateway has emitted for another chain. */
export type SentMessage = {
  sendId: Hex;
  /** Chain and contract that it is for. */
  chain: number;
  recipient: Address;
  sender: Address;
  payload: Hex;
  /** Block in which it was sent. */
  block: number;
};

export type AttesterSet = { epoch: number; attesters: readonly Address[]; threshold: number };

/** `AttestedGateway`. That enough attesters have signed is taken for granted. */
export type Gateway = {
  address: Address;
  sentCount: Cell<number>;
  /** By number, from one. */
  sent: Table<number, SentMessage>;
  attesterSets: Table<number, AttesterSet>;
  isExecuted(sourceChain: number, message: SentMessage): boolean;
  send(sender: Address, chain: number, recipient: Address, payload: Hex): Hex;
  /** Anything that attesters sign, whether it was sent or not. */
  execute(sourceChain: number, message: SentMessage): void;
  /** Drops that a message was executed, which nobody will bring again. */
  forget(sourceChain: number, message: SentMessage): void;
  setAttesters(sourceChain: number, attesters: readonly Address[], threshold: number): void;
};

/** @param receive What the recipients on this chain do. */
export function createGateway(
  machine: Machine,
  address: Address,
  receive: (recipient: Address, gateway: Address, sourceChain: number, payload: Hex) => void,
): Gateway {
  const { state, chainId } = machine;
  const sentCount = state.cell(0);
  const sent = state.table<number, SentMessage>();
  const attesterSets = state.table<number, AttesterSet>();
  const executed = state.table<Hex, boolean>();
  const domain = domainSeparator({
    domain: { name: "Concert AttestedGateway", version: "1", chainId: BigInt(chainId), verifyingContract: address },
  }).slice(2);

  const encode = (sourceChain: number, { sender, chain, recipient }: SentMessage) => ({
    sender: accountOf(sourceChain, sender),
    recipient: accountOf(chain, recipient),
  });
  /** A message is for one chain, and comes from one. */
  const digests = new WeakMap<SentMessage, Hex>();
  const digest = (sourceChain: number, message: SentMessage): Hex => {
    let known = digests.get(message);
    if (known === undefined) {
      known = makeDigest(sourceChain, message);
      digests.set(message, known);
    }
    return known;
  };
  const makeDigest = (sourceChain: number, message: SentMessage): Hex => {
    const { sender, recipient } = encode(sourceChain, message);
    const words = [sender, recipient, message.payload].map((bytes) => keccakDigits(bytes.slice(2))).join("");
    return `0x${keccakDigits(`1901${domain}${keccakDigits(`${messageType}${message.sendId.slice(2)}${words}`)}`)}`;
  };

  return {
    address,
    sentCount,
    sent,
    attesterSets,
    isExecuted: (sourceChain, message) => executed.get(digest(sourceChain, message)) === true,
    send(sender, chain, recipient, payload) {
      const number = sentCount.get() + 1;
      const sendId: Hex = `0x${keccakDigits(`${word(chainId)}${wordOfHex(address)}${word(number)}`)}`;
      sentCount.set(number);
      const message = { sendId, chain, recipient, sender, payload, block: machine.block.number };
      sent.set(number, message);
      const accounts = encode(chainId, message);
      machine.emit(address, events.messageSent(sendId, accounts.sender, accounts.recipient, payload));
      return sendId;
    },
    execute(sourceChain, message) {
      const receiveId = digest(sourceChain, message);
      if (executed.get(receiveId) === true) revert("MessageAlreadyExecuted", receiveId);
      if (attesterSets.get(sourceChain) === undefined) revert("AttestersNotSet", BigInt(sourceChain));
      executed.set(receiveId, true);
      const { sender, recipient } = encode(sourceChain, message);
      machine.emit(address, events.messageExecuted(receiveId, message.sendId, sender, recipient, message.payload));
      receive(message.recipient, address, sourceChain, message.payload);
    },
    forget: (sourceChain, message) => executed.set(digest(sourceChain, message), undefined),
    setAttesters(sourceChain, attesters, threshold) {
      const epoch = (attesterSets.get(sourceChain)?.epoch ?? 0) + 1;
      attesterSets.set(sourceChain, { epoch, attesters, threshold });
      machine.emit(address, events.attestersSet(sourceChain, epoch, attesters, threshold));
    },
  };
}

const messageType = keccak(
  `0x${Buffer.from("Message(bytes32 sendId,bytes sender,bytes recipient,bytes payload)").toString("hex")}`,
).slice(2);

const accounts = new Map<string, Hex>();

/** ERC-7930. */
export function accountOf(chain: number, address: Address): Hex {
  const key = `${chain}${address}`;
  let account = accounts.get(key);
  if (account === undefined) {
    account = formatInteroperableAddress({ chain: BigInt(chain), address });
    accounts.set(key, account);
  }
  return account;
}
