import type { Hex } from "viem";
import type { ChainBlock } from "../chain/createChain.ts";
import { placeLogs } from "../chain/placeLogs.ts";
import { addresses, silentAddresses, tokensOf } from "../protocol/accounts.ts";
import { vaults } from "../protocol/assets.ts";
import type { World, WorldChain } from "../world/createWorld.ts";
import { call } from "./call.ts";
import type { Node } from "./Node.ts";
import { matchesFilter, parseLogFilter } from "./parseLogFilter.ts";
import { invalidParams, RpcError } from "./RpcError.ts";
import { blockToJson, headerToJson, logToJson, quantity, receiptsToJson } from "./toJson.ts";

export type NodeOptions = {
  /** It serves what was canonical so long ago. */
  lagMilliseconds?: number;
};

/** A node of a chain: all it answers is of one fork, the one that was canonical when its lag has passed. */
export function createWorldNode(world: World, chainId: number, { lagMilliseconds = 0 }: NodeOptions = {}): Node {
  const { clock } = world;
  const chain = world.chain(chainId);

  function request(method: string, params: readonly unknown[]): unknown {
    const view = viewAt(chain, clock.now() - lagMilliseconds);
    const required = (block: ChainBlock | undefined): ChainBlock => {
      if (block === undefined) throw new RpcError(-32000, "header not found");
      return block;
    };
    switch (method) {
      case "eth_chainId":
        return quantity(chainId);
      case "net_version":
        return `${chainId}`;
      case "web3_clientVersion":
        return "concert-simulator";
      case "eth_syncing":
        return false;
      case "eth_blockNumber":
        return quantity(view.head.header.number);
      case "eth_getBlockByNumber":
        return toJsonOrNull(view.find(params[0]));
      case "eth_getBlockByHash":
        return toJsonOrNull(view.ofHash(params[0]));
      case "eth_getLogs":
        return getLogs(view, params[0]);
      case "eth_getBlockReceipts": {
        const block = view.find(params[0]);
        return block === undefined ? null : receiptsToJson(block);
      }
      case "eth_getTransactionReceipt":
        return getReceipt(view, params[0]);
      case "eth_getCode":
        return hasCode(params[0], required(view.find(params[1] ?? "latest"))) ? "0xfe" : "0x";
      case "eth_getBalance":
        return chain.readAt(required(view.find(params[1] ?? "latest")), ({ spoke }) =>
          quantity(`${params[0]}`.toLowerCase() === addresses.spoke ? spoke.custody.nativeBalance.get() : 0n),
        );
      case "eth_call":
        return call(chain, required(view.find(params[1] ?? "latest")), params[0]);
      default:
        throw new RpcError(-32601, `the method ${method} does not exist/is not available`);
    }
  }

  function getLogs(view: View, parameter: unknown): unknown {
    const filter = parseLogFilter(parameter);
    if ("blockHash" in filter) {
      const block = view.ofHash(filter.blockHash);
      if (block === undefined) throw new RpcError(-32000, "unknown block");
      return logsOf([block]);
    }
    const from = view.numberOf(filter.fromBlock);
    const to = Math.min(view.numberOf(filter.toBlock), view.head.header.number);
    if (from > view.numberOf(filter.toBlock)) throw invalidParams("invalid block range params");
    const blocks: ChainBlock[] = [];
    for (let number = from; number <= to; number++) blocks.push(view.at(number)!);
    return logsOf(blocks);

    function logsOf(blocks: readonly ChainBlock[]): unknown {
      return blocks.flatMap((block) =>
        placeLogs(block)
          .filter((log) => matchesFilter(filter, log))
          .map(logToJson),
      );
    }
  }

  function getReceipt(view: View, hash: unknown): unknown {
    for (let number = view.head.header.number; number >= 0; number--) {
      const block = view.at(number)!;
      const index = block.transactions.findIndex((transaction) => transaction.hash === hash);
      if (index !== -1) return receiptsToJson(block)[index];
    }
    return null;
  }

  function hasCode(parameter: unknown, { header }: ChainBlock): boolean {
    const address = `${parameter}`.toLowerCase();
    const { hub, ledger, loopbackGateway, ...everywhere } = addresses;
    const here = [...Object.values(everywhere), ...Object.values(silentAddresses), ...tokensOf(chainId)];
    if (chainId === world.protocol.hubChain)
      here.push(hub, ledger, loopbackGateway, ...vaults.map(({ address }) => address));
    return header.number >= 1 && here.includes(address as Hex);
  }

  return {
    chainId,
    request,
    watchHeads(onHead) {
      const stopped = new AbortController();
      const stop = chain.watchHead((block) => {
        if (lagMilliseconds === 0) return onHead(headerToJson(block.header));
        void clock.sleep(lagMilliseconds, stopped.signal).then(() => {
          if (!stopped.signal.aborted) onHead(headerToJson(block.header));
        });
      });
      return () => {
        stop();
        stopped.abort();
      };
    },
  };
}

/** A chain as it was known at some time. */
export type View = {
  head: ChainBlock;
  at(number: number): ChainBlock | undefined;
  /** By hash, if it was known then; orphans are. */
  ofHash(hash: unknown): ChainBlock | undefined;
  /** By number, by tag, or by what EIP-1898 allows. */
  find(block: unknown): ChainBlock | undefined;
  /** Of a number or a tag. */
  numberOf(block: unknown): number;
};

export function viewAt(chain: WorldChain, time: number): View {
  const { heads } = chain;
  let low = 0;
  let high = heads.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (heads[middle]!.at <= time) low = middle;
    else high = middle - 1;
  }
  const head = heads[low]!.block;

  const at = (number: number): ChainBlock | undefined => {
    if (number < 0 || number > head.header.number) return undefined;
    let block = head;
    while (block.header.number > number && !chain.isCanonical(block)) block = block.parent!;
    return block.header.number > number ? chain.blockAt(number) : block;
  };
  const numberOf = (block: unknown): number => {
    switch (block) {
      case "latest":
      case "pending":
        return head.header.number;
      case "safe":
        return Math.max(0, head.header.number - chain.safeDepth);
      case "finalized":
        return Math.max(0, head.header.number - chain.finalizedDepth);
      case "earliest":
        return 0;
      default:
        if (typeof block !== "string" || !/^0x[0-9a-f]+$/i.test(block)) {
          throw invalidParams(`invalid argument: ${JSON.stringify(block)} is no block number`);
        }
        return Number(block);
    }
  };
  const ofHash = (hash: unknown): ChainBlock | undefined => {
    const block = chain.blockOf(`${hash}`.toLowerCase() as Hex);
    return block !== undefined && chain.knownAt(block) <= time ? block : undefined;
  };
  return {
    ...{ head, at, numberOf, ofHash },
    find(block) {
      if (typeof block === "object" && block !== null) {
        const { blockHash, blockNumber } = block as Record<string, unknown>;
        return blockHash === undefined ? at(numberOf(blockNumber)) : ofHash(blockHash);
      }
      // Some clients take a block's hash wherever they take a number.
      if (typeof block === "string" && block.length === 66) return ofHash(block);
      return at(numberOf(block));
    },
  };
}

function toJsonOrNull(block: ChainBlock | undefined): unknown {
  return block === undefined ? null : blockToJson(block);
}
