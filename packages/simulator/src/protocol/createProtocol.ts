import { encodeExecutions } from "@concert/types";
import type { Hex } from "viem";
import { events } from "../abi/events.ts";
import { addresses, attesters, tokensOf } from "./accounts.ts";
import { type Addresses, type Contracts, createContracts } from "./createContracts.ts";
import { createOrderEncoder } from "./createOrderEncoder.ts";
import type { CallEffect } from "./createSpoke.ts";
import { createMachine } from "./Machine.ts";

/** Hub, spokes and gateways of all chains. */
export type Protocol = {
  hubChain: number;
  addresses: Addresses;
  /** The hub's chain comes first. */
  chains: readonly Contracts[];
  contractsOf(chainId: number): Contracts;
  encodeOrder: ReturnType<typeof createOrderEncoder>;
  /** What has to happen on a chain, in one transaction each, before it can take orders. */
  setUp(chainId: number): readonly (() => void)[];
};

export type ProtocolParameters = {
  /** The first one has the hub. */
  chainIds: readonly number[];
  /** Whether tokens emit their transfers. */
  tokensEmit: boolean;
  /** Seconds. */
  heartbeatSpacing?: number;
};

/** Calls of orders, by what they do. */
export const callsOf: Record<CallEffect, Hex> = {
  spends: encodeExecutions([{ target: addresses.accessManager, value: 0n, data: "0x01" }]),
  leaves: encodeExecutions([]),
  fails: encodeExecutions([{ target: addresses.accessManager, value: 1n, data: "0x" }]),
};

const feePolicy = { minimum: 150_000, maximum: 100_000_000, rate: 10n ** 18n };

export function createProtocol({ chainIds, tokensEmit, heartbeatSpacing = 10 }: ProtocolParameters): Protocol {
  const hubChain = chainIds[0]!;
  const effects = new Map(Object.entries(callsOf).map(([effect, calls]) => [calls, effect as CallEffect]));
  const chains = chainIds.map((chainId) =>
    createContracts({
      machine: createMachine(chainId, tokensEmit),
      ...{ addresses, hubChain, heartbeatSpacing },
      effectOf: (calls) => effects.get(calls) ?? "leaves",
    }),
  );
  const byId = new Map(chains.map((contracts) => [contracts.machine.chainId, contracts]));
  const contractsOf = (chainId: number): Contracts => {
    const contracts = byId.get(chainId);
    if (contracts === undefined) throw new Error(`${chainId} is none of the chains ${chainIds.join(", ")}.`);
    return contracts;
  };

  return {
    ...{ hubChain, addresses },
    chains,
    contractsOf,
    encodeOrder: createOrderEncoder(hubChain, addresses.hub),
    setUp(chainId) {
      const { machine, spoke, gateway, hub } = contractsOf(chainId);
      const gatewayOf = (other: number) => (other === chainId ? addresses.loopbackGateway : addresses.attestedGateway);
      const peers = hub === undefined ? [hubChain] : chainIds.filter((id) => id !== chainId);
      const hubContracts = hub === undefined ? [] : [addresses.ledger, addresses.hub];
      const deployed = [addresses.attestedGateway, ...hubContracts, addresses.spoke];
      return [
        ...deployed.map((contract) => () => machine.emit(contract, events.authorityUpdated(addresses.accessManager))),
        ...peers.map((peer) => () => gateway.setAttesters(peer, attesters.slice(0, 3), 2)),
        () => spoke.setWrappedNative(tokensOf(chainId)[2]),
        ...(hub === undefined
          ? []
          : chainIds.flatMap((id) => [
              () => hub.setFeePolicy(id, feePolicy),
              () => hub.routeTo(id, gatewayOf(id), addresses.spoke),
            ])),
        ...(hub?.ledger.setUp(chainIds) ?? []),
        () => spoke.setRoute(hubChain, gatewayOf(hubChain), addresses.hub),
      ];
    },
  };
}
