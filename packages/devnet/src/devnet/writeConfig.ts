import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigInput } from "@concert/types";
import { accountIndexes, devnetAccount } from "../account/devnetAccount.ts";
import type { RunningChain } from "../chain/startChain.ts";
import type { TokenAddresses } from "../token/deployTokens.ts";

/**
 * Writes the configuration of local chains, the first of which has the hub. Two of three attesters sign.
 *
 * @returns The file's path.
 */
export async function writeConfig(parameters: {
  directory: string;
  chains: readonly RunningChain[];
  tokens: TokenAddresses;
  /** Least seconds between two heartbeats of a spoke. */
  heartbeatSpacing: number;
}): Promise<string> {
  const { directory, chains, tokens, heartbeatSpacing } = parameters;
  const config: ConfigInput = {
    name: "devnet",
    hub: chains[0]!.chainId,
    admin: devnetAccount(accountIndexes.deployer).address,
    heartbeatSpacing,
    chains: chains.map(({ chainId, rpcUrl, webSocketUrl }) => ({
      id: chainId,
      name: `anvil ${chainId}`,
      rpcUrls: [webSocketUrl, rpcUrl],
      finality: "finalized",
      startBlock: 0,
      tokens,
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
