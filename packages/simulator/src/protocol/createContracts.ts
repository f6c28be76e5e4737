import type { Address, Hex } from "viem";
import { zeroHash } from "viem";
import { events } from "../abi/events.ts";
import { accountOf, createGateway, type Gateway } from "./createGateway.ts";
import { createHub, type Hub } from "./createHub.ts";
import { type CallEffect, createSpoke, type Spoke } from "./createSpoke.ts";
import type { Machine } from "./Machine.ts";
import { revert } from "./revert.ts";

/** Where the contracts are: at the same addresses on every chain that has them. */
export type Addresses = {
  accessManager: Address;
  attestedGateway: Address;
  loopbackGateway: Address;
  hub: Address;
  ledger: Address;
  spoke: Address;
};

/** The contracts of one chain. */
export type Contracts = {
  machine: Machine;
  spoke: Spoke;
  gateway: Gateway;
  /** On the hub's chain alone. */
  hub: Hub | undefined;
};

export type ContractsParameters = {
  machine: Machine;
  addresses: Addresses;
  hubChain: number;
  heartbeatSpacing: number;
  effectOf: (calls: Hex) => CallEffect;
};

export function createContracts({
  machine,
  addresses,
  hubChain,
  heartbeatSpacing,
  effectOf,
}: ContractsParameters): Contracts {
  const { chainId } = machine;
  const gateway = createGateway(machine, addresses.attestedGateway, receive);
  const spoke = createSpoke({ machine, address: addresses.spoke, hubChain, heartbeatSpacing, send, effectOf });
  const hub = chainId === hubChain ? createHub(machine, addresses, send) : undefined;

  function receive(recipient: Address, from: Address, sourceChain: number, payload: Hex): void {
    const target = recipient === addresses.hub ? hub : spoke;
    target?.receiveMessage(from, sourceChain, payload);
  }

  function send(from: Address, sender: Address, chain: number, recipient: Address, payload: Hex): Hex {
    if (from === addresses.attestedGateway) return gateway.send(sender, chain, recipient, payload);
    // The loopback gateway delivers at once.
    if (chain !== chainId) revert("RecipientNotOnThisChain", BigInt(chain));
    const accounts = [accountOf(chainId, sender), accountOf(chainId, recipient)] as const;
    machine.emit(from, events.messageSent(zeroHash, ...accounts, payload));
    receive(recipient, from, chainId, payload);
    return zeroHash;
  }

  return { machine, spoke, gateway, hub };
}
