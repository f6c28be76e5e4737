import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChainConfig, ConfigInput } from "@concert/types";
import type { Address } from "viem";
import { accountIndexes, devnetAccount } from "../account/devnetAccount.ts";
import type { RunningChain } from "../chain/startChain.ts";
import { type TokenAddresses, testTokens } from "../token/deployTokens.ts";

/**
 * In gwei. An idle local chain's base fee falls to nothing, while what a transaction tips stays: 1 gwei, which the least
 * fee covers.
 */
const feePolicy = { minimum: 150_000, maximum: 100_000_000, rate: 1 };

/** Blocks are final two seconds later; the relayer lets entries wait up to ten, before dispatch and before delivery. */
const paymentDelay = { reportSeconds: 30, payoutSeconds: 30 };

/**
 * Writes the configuration of local chains, the first of which has the hub. Two of three attesters sign.
 *
 * @returns The file's path.
 */
export async function writeConfig(parameters: {
  directory: string;
  chains: readonly RunningChain[];
  tokens: TokenAddresses;
  wrappedNative: Address;
  /** Least seconds between two heartbeats of a spoke. */
  heartbeatSpacing: number;
  /** What carries heads between every other chain and the hub's. */
  gateway: ChainConfig["gateway"];
}): Promise<string> {
  const { directory, chains, tokens, wrappedNative, heartbeatSpacing, gateway } = parameters;
  const admin = devnetAccount(accountIndexes.deployer).address;
  const config: ConfigInput = {
    name: "devnet",
    hub: chains[0]!.chainId,
    // Without a delay, which would keep those waiting who play with it.
    governance: { admin, guardian: devnetAccount(accountIndexes.guardian).address, delaySeconds: 0 },
    heartbeatSpacing,
    chains: chains.map(({ chainId, rpcUrl, webSocketUrl }, index) => ({
      id: chainId,
      name: `anvil ${chainId}`,
      rpcUrls: [webSocketUrl, rpcUrl],
      finality: "finalized",
      startBlock: 0,
      tokens,
      wrappedNative,
      feePolicy,
      paymentDelay,
      ...(index > 0 && { gateway }),
    })),
    assets: testTokens.map(({ symbol, decimals }, index) => ({
      id: index + 1,
      symbol,
      vaultMargin: 200,
      tokens: chains.map(({ chainId }, position) => ({
        chain: chainId,
        decimals,
        // The hub's own chain is trusted anyway: its limit binds nobody.
        limit: { capacity: position === 0 ? 1_000_000_000_000 : 1_000_000, windowSeconds: 86_400 },
        payoutFee: 0.05,
        curve: { target: 10_000, slope: 2_000 },
      })),
    })),
    attesters: {
      threshold: 2,
      addresses: accountIndexes.attesters.map((index) => devnetAccount(index).address),
    },
  };
  const file = join(directory, "concert.config.json");
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`);
  return file;
}
