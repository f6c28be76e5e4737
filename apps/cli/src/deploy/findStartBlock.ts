import { type ChainConfig, type Config, type DeployedChain, type Deployment, InputError } from "@concert/types";
import { planContracts } from "@concert/types/bytecode";
import type { Address } from "viem";
import { type Connection, describeRpcError } from "./connectChain.ts";

export type FindStartBlockParameters = {
  config: Config;
  connection: Connection;
  /** What was recorded before. */
  recorded: Deployment | undefined;
};

/**
 * Finds the first block of a chain that can hold an event of the contracts: the configuration says it, the record of
 * this very chain does, or the chain is asked since when the contracts are there.
 *
 * @throws {InputError} If the RPC does not know the chain's history.
 */
export async function findStartBlock({
  config,
  connection,
  recorded,
}: FindStartBlockParameters): Promise<DeployedChain> {
  const { chain, client } = connection;
  if (chain.startBlock !== undefined) return { id: chain.id, startBlock: chain.startBlock };

  const { hash: genesisHash } = await client.getBlock({ blockNumber: 0n });
  const known = recorded?.chains.find(({ id }) => id === chain.id);
  if (known?.genesisHash === genesisHash) return known;
  const addresses = Object.values(planContracts(config)).map(({ address }) => address);
  const startBlock = await searchStartBlock(connection, addresses);
  return { id: chain.id, startBlock: Number(startBlock), genesisHash };
}

/** The first block after which one of the contracts is there; if none is, the next that can come. */
async function searchStartBlock({ chain, client }: Connection, addresses: readonly Address[]): Promise<bigint> {
  const isDeployedAt = async (blockNumber: bigint) => {
    const codes = await Promise.all(addresses.map((address) => client.getCode({ address, blockNumber })));
    return codes.some((code) => code !== undefined);
  };
  // What is not final may be replaced by fewer blocks.
  const final = await client.getBlock({ blockTag: "finalized" }).catch(() => client.getBlock({ blockTag: "latest" }));
  let before = 0n;
  let after = final.number + 1n;
  try {
    if (!(await isDeployedAt(final.number))) return after;
    while (before < after) {
      const middle = (before + after) / 2n;
      if (await isDeployedAt(middle)) after = middle;
      else before = middle + 1n;
    }
    return after;
  } catch (error) {
    throw new InputError(describeUnknownHistory(chain, error), { cause: error });
  }
}

function describeUnknownHistory({ id }: ChainConfig, error: unknown): string {
  return `chain ${id}: its RPC cannot tell since when the contracts are there (${describeRpcError(error)}): give the chain's startBlock in the configuration.`;
}
