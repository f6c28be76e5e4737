import { getBlock } from "viem/actions";
import { type ConnectedChain, isReachable } from "./connectChain.ts";

/** The base fee of each chain's last block, in wei by chain id, as the chains said last. */
export type GasPrices = ReadonlyMap<bigint, bigint>;

/**
 * Asks the chains what their gas costs, at most once per `interval` milliseconds: whenever it is called.
 *
 * @returns What is known so far, without the chains that did not answer.
 */
export function watchGasPrices(chains: readonly ConnectedChain[], interval: number): () => GasPrices {
  const gasPrices = new Map<bigint, bigint>();
  let askedAt = Number.NEGATIVE_INFINITY;

  async function ask({ id, sender }: ConnectedChain): Promise<void> {
    try {
      const { baseFeePerGas } = await getBlock(sender.client);
      gasPrices.set(id, baseFeePerGas ?? 0n);
    } catch {
      // That a chain is away is told where its health is watched.
      gasPrices.delete(id);
    }
  }

  return () => {
    if (Date.now() - askedAt >= interval) {
      askedAt = Date.now();
      for (const chain of chains) if (chain.checked && isReachable(chain)) void ask(chain);
    }
    return gasPrices;
  };
}
