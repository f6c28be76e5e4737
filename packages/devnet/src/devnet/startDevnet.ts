import { join } from "node:path";
import { loadDeployment } from "@concert/types";
import type { Address } from "viem";
import { accountIndexes, devnetAccount } from "../account/devnetAccount.ts";
import { type ChainClient, connectChain } from "../chain/connectChain.ts";
import { type RunningChain, startChain } from "../chain/startChain.ts";
import { makeRunDirectory } from "../process/makeRunDirectory.ts";
import { approveSpoke } from "../token/approveSpoke.ts";
import { deployTokens, type TokenAddresses, tokenAddresses } from "../token/deployTokens.ts";
import { deployContracts } from "./deployContracts.ts";
import { writeConfig } from "./writeConfig.ts";

export type StartDevnetParameters = {
  /** Per chain, another port is taken if it is in use. Any free ones by default. */
  chainPorts?: readonly number[] | undefined;
  /** Least seconds between two heartbeats of a spoke. */
  heartbeatSpacing?: number | undefined;
  /** Takes what each part prints, as one file per part. */
  logDirectory?: string | undefined;
  /** Is called with each thing that was done. */
  onProgress?: ((text: string) => void) | undefined;
};

/** Local chains with everything deployed, and accounts that can open and fill orders. */
export type Devnet = AsyncDisposable & {
  /** The first has the hub. */
  chains: readonly RunningChain[];
  hubChain: number;
  hub: Address;
  /** The same on every chain, and so are the tokens. */
  spoke: Address;
  tokens: TokenAddresses;
  configFile: string;
  deploymentFile: string;
  /** A client of a chain that signs as one of the accounts, by index. */
  client: (chainId: number, account: number) => ChainClient;
};

/** Ids of the chains of a devnet. */
export const devnetChainIds = [31337, 31338, 31339] as const;

/**
 * Starts three chains, deploys tokens and contracts, and gives users and solvers tokens that the spokes may pull.
 * Indexer and relayer are started with `startIndexer` and `startRelayer`.
 *
 * @throws {ProcessFailedError} If a chain does not start or the deployment fails.
 */
export async function startDevnet(parameters: StartDevnetParameters = {}): Promise<Devnet> {
  const { chainPorts, heartbeatSpacing = 2, logDirectory, onProgress } = parameters;
  const logFile = (part: string) => logDirectory && join(logDirectory, `${part}.log`);
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await makeRunDirectory("devnet")).path;
  const chains: RunningChain[] = [];
  for (const [index, chainId] of devnetChainIds.entries()) {
    const port = chainPorts?.[index];
    chains.push(stack.use(await startChain({ chainId, port, logFile: logFile(`chain-${chainId}`) })));
  }
  onProgress?.(`chains ${chains.map(({ chainId, rpcUrl }) => `${chainId} at ${rpcUrl}`).join(", ")}`);
  const clients = new Map<string, ChainClient>();
  const client = (chainId: number, account: number) => {
    const key = `${chainId} ${account}`;
    const chain = chains.find((candidate) => candidate.chainId === chainId);
    if (chain === undefined) throw new Error(`The devnet has no chain ${chainId}.`);
    const known = clients.get(key) ?? connectChain(chain, devnetAccount(account));
    clients.set(key, known);
    return known;
  };

  const tokens = tokenAddresses(devnetAccount(accountIndexes.faucet).address);
  const configFile = await writeConfig({ directory, chains, tokens, heartbeatSpacing });
  const deploymentFile = join(directory, "deployment.json");
  const holders = [...accountIndexes.users, ...accountIndexes.solvers];
  const holderAddresses = holders.map((index) => devnetAccount(index).address);
  await Promise.all([
    deployContracts({ configFile, deploymentFile, logFile: logFile("deploy") }),
    ...devnetChainIds.map((chainId) => deployTokens(client(chainId, accountIndexes.faucet), holderAddresses)),
  ]);
  const { hub, spoke } = await loadDeployment(deploymentFile);
  onProgress?.(`hub ${hub} on ${devnetChainIds[0]}, spokes ${spoke} on every chain, tokens`);
  await Promise.all(
    devnetChainIds.flatMap((chainId) => holders.map((index) => approveSpoke(client(chainId, index), spoke, tokens))),
  );

  const owned = stack.move();
  return {
    chains,
    hubChain: devnetChainIds[0],
    hub,
    spoke,
    tokens,
    configFile,
    deploymentFile,
    client,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
