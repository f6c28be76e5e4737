import { type Config, type Deployment, defineConfig } from "@concert/types";
import type { Hex } from "viem";
import { addresses, attesters, silentAddresses, tokensOf } from "../protocol/accounts.ts";
import { vaults } from "../protocol/assets.ts";

type DescribedChain = { id: number; name: string; genesisHash: Hex };

/** Block of the deployment. */
const startBlock = 1;

/** @param chains The first one has the hub. */
export function describeDeployment(chains: readonly DescribedChain[]): Deployment {
  return {
    name: "simulated",
    hubChain: chains[0]!.id,
    ...addresses,
    ...silentAddresses,
    vaults,
    chains: chains.map(({ id, genesisHash }) => ({ id, startBlock, genesisHash })).toSorted((a, b) => a.id - b.id),
  };
}

export function describeConfig(
  chains: readonly DescribedChain[],
  urls: (chainId: number) => readonly string[],
): Config {
  return defineConfig({
    name: "simulated",
    hub: chains[0]!.id,
    governance: { admin: attesters[0]!, guardian: attesters[1]!, delaySeconds: 0 },
    heartbeatSpacing: 10,
    chains: chains.map(({ id, name }) => {
      const [USDC, DAI, wrappedNative] = tokensOf(id);
      return { id, name, rpcUrls: urls(id), tokens: { USDC, DAI }, wrappedNative, startBlock };
    }),
    attesters: { threshold: 2, addresses: attesters.slice(0, 3) },
  });
}
