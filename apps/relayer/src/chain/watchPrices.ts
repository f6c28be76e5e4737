import { hubAbi } from "@concert/types";
import { getBlock, readContract } from "viem/actions";
import type { Contracts } from "../Contracts.ts";
import { type ConnectedChain, isReachable } from "./connectChain.ts";

/** What a chain's gas and its entries cost, in wei, as the chains said last. */
export type Price = {
  /** The base fee of the chain's last block. */
  gasPrice: bigint;
  /** The least entry fee that the hub would set now. */
  entryFee: bigint;
};

/** Asks the chains from time to time what gas costs. */
export type Prices = {
  /** By chain id; without the chains that did not answer. */
  read(): ReadonlyMap<bigint, Price>;
};

export type WatchPricesParameters = {
  chains: readonly ConnectedChain[];
  contracts: Contracts;
  /** Milliseconds. */
  interval: number;
};

export function watchPrices({ chains, contracts, interval }: WatchPricesParameters): Prices {
  const prices = new Map<bigint, Price>();
  let askedAt = Number.NEGATIVE_INFINITY;

  async function ask(chain: ConnectedChain, hubChain: ConnectedChain): Promise<void> {
    try {
      const [{ baseFeePerGas }, entryFee] = await Promise.all([
        getBlock(chain.sender.client),
        readContract(hubChain.sender.client, {
          abi: hubAbi,
          address: contracts.hub,
          functionName: "currentFee",
          args: [chain.id],
        }),
      ]);
      prices.set(chain.id, { gasPrice: baseFeePerGas ?? 0n, entryFee });
    } catch {
      // That a chain is away is told where its health is watched.
      prices.delete(chain.id);
    }
  }

  function askAll(): void {
    const ready = chains.filter((chain) => chain.checked && isReachable(chain));
    const hubChain = ready.find(({ id }) => id === contracts.hubChain);
    if (hubChain) for (const chain of ready) void ask(chain, hubChain);
  }

  return {
    read() {
      if (Date.now() - askedAt >= interval) {
        askedAt = Date.now();
        askAll();
      }
      return prices;
    },
  };
}
