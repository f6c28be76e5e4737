import { join } from "node:path";
import { type ChainConfig, type DeployedVault, loadDeployment, permit2 } from "@concert/types";
import type { Address } from "viem";
import { accountIndexes, devnetAccount } from "../account/devnetAccount.ts";
import { type ChainClient, connectChain } from "../chain/connectChain.ts";
import { type RunningChain, startChain } from "../chain/startChain.ts";
import { makeRunDirectory } from "../process/makeRunDirectory.ts";
import { approveTokens } from "../token/approveTokens.ts";
import {
  deployTokens,
  type TokenAddresses,
  tokenAddresses,
  vaultAddress,
  wrappedNativeAddress,
} from "../token/deployTokens.ts";
import { placePermit2 } from "../token/placePermit2.ts";
import { carryInstructions } from "./carryInstructions.ts";
import { deployContracts } from "./deployContracts.ts";
import { writeConfig } from "./writeConfig.ts";

export type StartDevnetParameters = {
  /** Per chain, another port is taken if it is in use. Any free ones by default. */
  chainPorts?: readonly number[] | undefined;
  /** Least seconds between two heartbeats of a spoke. */
  heartbeatSpacing?: number | undefined;
  /** What carries heads between every other chain and the hub's; attestations by default. */
  gateway?: ChainConfig["gateway"];
  /**
   * Whether the hub's first instructions are carried to the spokes, which take no orders before. Where a relayer runs, it
   * does that by itself. By default true over the attested gateway; over others, only a relayer does it.
   */
  carried?: boolean | undefined;
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
  /** Beside the hub, as the vaults of its assets are. */
  ledger: Address;
  vaults: readonly DeployedVault[];
  /** The same on every chain, and so are gateways and tokens. */
  spoke: Address;
  attestedGateway: Address;
  quorumGateway: Address;
  proofGateway: Address;
  attestedHeaderOracle: Address;
  tokens: TokenAddresses;
  /** Wraps the native token, like WETH9. */
  wrappedNative: Address;
  /** Takes deposits of any token for anyone, as a call of an order may make them. */
  vault: Address;
  configFile: string;
  deploymentFile: string;
  /** A client of a chain that signs as one of the accounts, by index. */
  client: (chainId: number, account: number) => ChainClient;
};

/** Ids of the chains of a devnet. */
export const devnetChainIds = [31337, 31338, 31339] as const;

/**
 * Starts three chains, deploys tokens and contracts, and gives users and solvers tokens that the spokes and Permit2 may pull.
 * Indexer and relayer are started with `startIndexer` and `startRelayer`.
 *
 * @throws {ProcessFailedError} If a chain does not start or the deployment fails.
 */
export async function startDevnet(parameters: StartDevnetParameters = {}): Promise<Devnet> {
  const { chainPorts, heartbeatSpacing = 2, gateway = "attested", logDirectory, onProgress } = parameters;
  const { carried = gateway === "attested" } = parameters;
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

  const faucet = devnetAccount(accountIndexes.faucet).address;
  const [tokens, wrappedNative] = [tokenAddresses(faucet), wrappedNativeAddress(faucet)];
  const configFile = await writeConfig({ directory, chains, tokens, wrappedNative, heartbeatSpacing, gateway });
  const deploymentFile = join(directory, "deployment.json");
  const holders = [...accountIndexes.users, ...accountIndexes.solvers];
  const holderAddresses = holders.map((index) => devnetAccount(index).address);
  await Promise.all([
    deployContracts({ configFile, deploymentFile, logFile: logFile("deploy") }),
    ...devnetChainIds.map((chainId) => deployTokens(client(chainId, accountIndexes.faucet), holderAddresses)),
    ...devnetChainIds.map((chainId) => placePermit2(client(chainId, accountIndexes.faucet))),
  ]);
  const deployment = await loadDeployment(deploymentFile);
  const { hub, ledger, vaults, spoke, attestedGateway, quorumGateway, proofGateway, attestedHeaderOracle } = deployment;
  onProgress?.(`hub ${hub} on ${devnetChainIds[0]}, spokes ${spoke} on every chain, tokens`);
  const devnet = {
    chains,
    hubChain: devnetChainIds[0],
    hub,
    ledger,
    vaults,
    spoke,
    attestedGateway,
    quorumGateway,
    proofGateway,
    attestedHeaderOracle,
    tokens,
    wrappedNative,
    vault: vaultAddress(faucet),
    configFile,
    deploymentFile,
    client,
  };
  const approved = [...Object.values(tokens), wrappedNative];
  await Promise.all([
    ...devnetChainIds.flatMap((chainId) =>
      holders.map((index) => approveTokens(client(chainId, index), [spoke, permit2], approved)),
    ),
    carried ? carryInstructions(devnet) : undefined,
  ]);

  const owned = stack.move();
  return { ...devnet, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
