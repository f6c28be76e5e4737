import { createPublicClient, fallback, type RpcBlock, type RpcLog, toHex } from "viem";
import type { ChainLog } from "./ChainLog.ts";
import type { Header } from "./Header.ts";
import type { IndexedChain } from "./IndexedChain.ts";
import { type Provider, verifiedProvider } from "./verifiedProvider.ts";

export type BlockTag = "latest" | "finalized" | "safe";

/** Reads a chain. Every request throws if no provider answers it, and `InputError` if a provider is of another chain. */
export type Source = {
  providers: readonly Provider[];
  /** Undefined if the chain has no such block. */
  header(block: bigint | BlockTag | { hash: string }): Promise<Header | undefined>;
  /** Logs of the contracts in a range of blocks, both ends included, or of one block, which must exist. */
  logs(blocks: { from: bigint; to: bigint } | { hash: string }): Promise<ChainLog[]>;
  /** Whether there is code at an address. */
  hasCode(address: string): Promise<boolean>;
  genesisHash(): Promise<string>;
  close(): void;
};

export function createSource(chain: IndexedChain): Source {
  const providers = chain.rpcUrls.map((url) => verifiedProvider(url, chain));
  const { request } = createPublicClient({
    transport: fallback(
      providers.map(({ transport }) => transport),
      // A chain's loop tries again by itself; until then one more round over the providers.
      { retryCount: 1, retryDelay: 100 },
    ),
  });
  const addresses = [...chain.contracts.keys()] as `0x${string}`[];

  async function header(block: bigint | BlockTag | { hash: string }): Promise<Header | undefined> {
    const found =
      typeof block === "object"
        ? await request({ method: "eth_getBlockByHash", params: [block.hash as `0x${string}`, false] })
        : await request({
            method: "eth_getBlockByNumber",
            params: [typeof block === "bigint" ? toHex(block) : block, false],
          });
    return found === null ? undefined : parseHeader(found);
  }

  return {
    providers,
    header,
    async logs(blocks) {
      const range =
        "hash" in blocks
          ? { blockHash: blocks.hash as `0x${string}` }
          : { fromBlock: toHex(blocks.from), toBlock: toHex(blocks.to) };
      const logs = await request({ method: "eth_getLogs", params: [{ address: addresses, ...range }] });
      return await toChainLogs(logs, header);
    },
    async hasCode(address) {
      const code = await request({ method: "eth_getCode", params: [address as `0x${string}`, "latest"] });
      return code !== undefined && code !== "0x";
    },
    async genesisHash() {
      const genesis = await header(0n);
      if (genesis === undefined) throw new Error("the chain has no block 0.");
      return genesis.hash;
    },
    close() {
      for (const provider of providers) provider.close();
    },
  };
}

/** A header as JSON-RPC tells it. */
export function parseHeader({ number, hash, parentHash, timestamp }: HeaderFields): Header {
  if (number === null || hash === null) throw new Error("a provider gave a block that is not mined yet.");
  return {
    number: BigInt(number),
    hash: hash.toLowerCase(),
    parentHash: parentHash.toLowerCase(),
    time: BigInt(timestamp),
  };
}

type HeaderFields = Pick<RpcBlock, "number" | "hash" | "parentHash" | "timestamp">;

/** Not every provider tells a block's time with its logs: then the blocks are asked for it. */
async function toChainLogs(
  logs: readonly RpcLog[],
  header: (block: { hash: string }) => Promise<Header | undefined>,
): Promise<ChainLog[]> {
  const times = new Map<string, bigint>();
  const missing = new Set<string>();
  for (const { blockHash, blockTimestamp } of logs) {
    if (blockHash === null) throw new Error("a provider gave a log that is not mined yet.");
    if (blockTimestamp === undefined || blockTimestamp === null) missing.add(blockHash);
    else times.set(blockHash, BigInt(blockTimestamp));
  }
  await Promise.all(
    [...missing].map(async (hash) => {
      const block = await header({ hash });
      if (block === undefined) throw new Error(`block ${hash} is gone, though its logs were given.`);
      times.set(hash, block.time);
    }),
  );
  return logs.map((log) => ({
    address: log.address.toLowerCase(),
    topics: log.topics.map((topic) => topic.toLowerCase()),
    data: log.data.toLowerCase(),
    blockNumber: BigInt(log.blockNumber!),
    blockHash: log.blockHash!.toLowerCase(),
    blockTime: times.get(log.blockHash!)!,
    transactionHash: log.transactionHash!.toLowerCase(),
    transactionIndex: Number(log.transactionIndex!),
    logIndex: Number(log.logIndex!),
  }));
}
