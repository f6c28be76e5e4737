import type { Address, Hex } from "viem";
import { zeroAddress, zeroHash } from "viem";
import { events } from "../abi/events.ts";
import { keccakDigits } from "../hash/keccak.ts";
import type { Cell, Table } from "./createState.ts";
import type { Machine } from "./Machine.ts";
import { revert } from "./revert.ts";

export type QueuedEntry = {
  head: Hex;
  entry: Hex;
  /** Block in which it was queued. */
  block: number;
};

/** This chain's end of the channels with one other chain. Positions count from one. */
export type End = {
  queued: Cell<Hex>;
  queuedCount: Cell<number>;
  entries: Table<number, QueuedEntry>;
  /** Of the entries queued here, by head. */
  positions: Table<Hex, number>;
  /** The head that was given to a gateway last. */
  dispatched: Cell<Hex>;
  processed: Cell<Hex>;
  gateway: Cell<Address>;
  counterpart: Cell<Address>;
  epoch: Cell<number>;
  /** Epoch in which a head was accepted. */
  accepted: Table<Hex, number>;
  /** The head that was accepted last. */
  acceptedLast: Cell<Hex>;
};

/** Hands a message to a contract of another chain, or of this one. */
export type SendMessage = (gateway: Address, sender: Address, chain: number, recipient: Address, payload: Hex) => Hex;

export type Channel = {
  address: Address;
  end(chain: number): End;
  queue(chain: number, entry: Hex): void;
  dispatch(chain: number): void;
  receiveMessage(gateway: Address, chain: number, payload: Hex): void;
  /** @param tip An accepted head that the earlier one leads to. */
  acceptEarlier(chain: number, head: Hex, tip: Hex): void;
  setRoute(chain: number, gateway: Address, counterpart: Address): void;
  /** Processes entries, without what hub and spoke do besides. */
  deliver(chain: number, entries: readonly DeliveredEntry[], tip: Hex): void;
};

/**
 * An entry, and the head that it makes. That the heads follow from each other, and lead to the tip, is taken for granted:
 * who delivers gives the hashes that show it, which is most of a delivery's work.
 */
export type DeliveredEntry = { entry: Hex; head: Hex };

/** @returns The reason for which an entry is rejected. */
type HandleEntry = (chain: number, head: Hex, entry: Hex) => Hex | undefined;

export function createChannel(machine: Machine, address: Address, send: SendMessage, handle: HandleEntry): Channel {
  const { state } = machine;
  const ends = new Map<number, End>();
  const endOf = (chain: number): End => {
    let end = ends.get(chain);
    if (end === undefined) {
      end = {
        queued: state.cell<Hex>(zeroHash),
        queuedCount: state.cell(0),
        entries: state.table(),
        positions: state.table(),
        dispatched: state.cell<Hex>(zeroHash),
        processed: state.cell<Hex>(zeroHash),
        gateway: state.cell<Address>(zeroAddress),
        counterpart: state.cell<Address>(zeroAddress),
        epoch: state.cell(0),
        accepted: state.table(),
        acceptedLast: state.cell<Hex>(zeroHash),
      };
      ends.set(chain, end);
    }
    return end;
  };
  const isAccepted = (end: End, head: Hex): boolean => {
    const epoch = end.accepted.get(head);
    return epoch !== undefined && epoch === end.epoch.get();
  };
  const accept = (end: End, chain: number, head: Hex, gateway: Address): void => {
    if (isAccepted(end, head)) return;
    end.accepted.set(head, end.epoch.get());
    if (gateway !== zeroAddress) end.acceptedLast.set(head);
    machine.emit(address, events.headAccepted(chain, head, gateway));
  };

  return {
    address,
    end: endOf,
    queue(chain, entry) {
      const end = endOf(chain);
      const hash = keccakDigits(entry.slice(2));
      const head = extendHead(end.queued.get(), hash);
      const position = end.queuedCount.get() + 1;
      end.queued.set(head);
      end.queuedCount.set(position);
      end.entries.set(position, { head, entry, block: machine.block.number });
      end.positions.set(head, position);
      machine.emit(address, events.entryQueued(chain, head, entry));
    },
    dispatch(chain) {
      const end = endOf(chain);
      const gateway = end.gateway.get();
      const head = end.queued.get();
      if (gateway === zeroAddress) revert("RouteNotSet", BigInt(chain));
      if (head === zeroHash) revert("ChannelEmpty", BigInt(chain));
      const sendId = send(gateway, address, chain, end.counterpart.get(), head);
      end.dispatched.set(head);
      machine.emit(address, events.headDispatched(chain, head, gateway, sendId));
    },
    receiveMessage(gateway, chain, payload) {
      const end = endOf(chain);
      if (end.gateway.get() !== gateway) revert("GatewayNotOnRoute", BigInt(chain), gateway);
      accept(end, chain, payload, gateway);
    },
    acceptEarlier(chain, head, tip) {
      const end = endOf(chain);
      if (!isAccepted(end, tip)) revert("HeadNotAccepted", BigInt(chain), tip);
      accept(end, chain, head, zeroAddress);
    },
    setRoute(chain, gateway, counterpart) {
      const end = endOf(chain);
      const [oldGateway, oldCounterpart] = [end.gateway.get(), end.counterpart.get()];
      machine.emit(address, events.routeSet(chain, oldGateway, oldCounterpart, gateway, counterpart));
      end.gateway.set(gateway);
      end.counterpart.set(counterpart);
      end.epoch.set(end.epoch.get() + 1);
      // What was accepted, or dispatched, before has to come again.
      end.acceptedLast.set(zeroHash);
      end.dispatched.set(zeroHash);
    },
    deliver(chain, entries, tip) {
      const end = endOf(chain);
      const headBefore = end.processed.get();
      const { head } = entries.at(-1)!;
      if (!isAccepted(end, tip)) revert("HeadNotAccepted", BigInt(chain), tip);

      end.processed.set(head);
      machine.emit(address, events.entriesDelivered(chain, headBefore, head, entries.length));
      for (const { entry, head } of entries) {
        const reason = handle(chain, head, entry);
        if (reason !== undefined) machine.emit(address, events.entryRejected(chain, head, reason));
      }
    },
  };
}

/** @param entryHash Digits. */
export function extendHead(head: Hex, entryHash: string): Hex {
  return `0x${keccakDigits(head.slice(2) + entryHash).slice(0, 60)}0000`;
}
