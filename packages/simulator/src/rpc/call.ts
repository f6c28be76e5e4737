import { erc20Abi, hubAbi, spokeAbi } from "@concert/types";
import { type Abi, decodeFunctionData, encodeFunctionResult, type Hex, isHex, zeroHash } from "viem";
import type { Chain, ChainBlock } from "../chain/createChain.ts";
import { addresses, tokensOf } from "../protocol/accounts.ts";
import type { Contracts } from "../protocol/createContracts.ts";
import { claimKey } from "../protocol/createCustody.ts";
import { earningKey, type Hub } from "../protocol/createHub.ts";
import { cancelledBit, nonceKey, type Spoke } from "../protocol/createSpoke.ts";
import { areFillsPaused, areOpensPaused, entryFeeOf, isAccepting } from "../protocol/settings.ts";
import { invalidParams, RpcError } from "./RpcError.ts";

/** Answers of a contract's views by function; a list for those that return several values. */
type Views = Record<string, (...args: never[]) => unknown>;

const gwei = 1_000_000_000n;

/** `eth_call` of the views that tell what the contracts keep. */
export function call(chain: Chain, block: ChainBlock, transaction: unknown): Hex {
  const { to, data, input } = (transaction ?? {}) as Record<string, unknown>;
  const bytes = data ?? input;
  if (!isHex(to) || !isHex(bytes)) throw invalidParams("a call needs `to` and `data`");
  const target = to.toLowerCase();
  return chain.readAt(block, (contracts) => {
    const [abi, views] = viewsOf(target, contracts);
    if (abi === undefined) return "0x";
    const { functionName, args = [] } = decodeCall(abi, bytes);
    const view = views[functionName];
    if (view === undefined) throw new RpcError(-32000, `the simulator does not answer ${functionName}`);
    const result = view(...(args as never[]));
    return encodeFunctionResult({ abi, functionName, result } as never);
  });
}

function decodeCall(abi: Abi, data: Hex) {
  try {
    return decodeFunctionData({ abi, data });
  } catch {
    throw new RpcError(3, "execution reverted", { data: "0x" });
  }
}

function viewsOf(target: string, contracts: Contracts): [abi: Abi | undefined, views: Views] {
  const { hub, spoke, machine } = contracts;
  if (target === addresses.spoke) return [spokeAbi, viewsOfSpoke(spoke)];
  if (target === addresses.hub && hub !== undefined) return [hubAbi, viewsOfHub(hub)];
  const token = tokensOf(machine.chainId).find((candidate) => candidate === target);
  if (token === undefined) return [undefined, {}];
  const balanceOf = (account: string) =>
    account.toLowerCase() === addresses.spoke ? (spoke.custody.balances.get(token) ?? 0n) : 0n;
  return [erc20Abi, { balanceOf }];
}

function viewsOfChannel({ end }: Hub | Spoke): Views {
  return {
    queuedHead: (chain: bigint) => end(Number(chain)).queued.get(),
    processedHead: (chain: bigint) => end(Number(chain)).processed.get(),
    isAccepted(chain: bigint, head: Hex) {
      const { accepted, epoch } = end(Number(chain));
      return epoch.get() > 0 && accepted.get(head) === epoch.get();
    },
    route(chain: bigint) {
      const { gateway, counterpart } = end(Number(chain));
      return [gateway.get(), counterpart.get()];
    },
  };
}

function viewsOfHub(hub: Hub): Views {
  return {
    ...viewsOfChannel(hub),
    decision(orderId: Hex) {
      const decision = hub.decisions.get(orderId);
      return decision === undefined ? 0 : decision === "commit" ? 1 : 2;
    },
    watermark: (chain: bigint) => BigInt(hub.chains.get(Number(chain))?.watermark ?? 0),
    escrows(orderId: Hex, chain: bigint) {
      const { reported, released, fees, cancelled } = hub.escrowsOf(orderId, Number(chain));
      return [BigInt(reported), BigInt(released), BigInt(fees), cancelled];
    },
    fillHash(orderId: Hex, chain: bigint, leg: number) {
      const fill = hub.fillOf(orderId, Number(chain), leg);
      if (fill === undefined) return zeroHash;
      return fill.returned ? `0x${"1".padStart(64, "0")}` : fill.hash;
    },
    earnedFees: (chain: bigint, account: Hex) =>
      BigInt(hub.earnedFees.get(earningKey(Number(chain), account.toLowerCase() as Hex)) ?? 0),
    feePolicy(chain: bigint) {
      const { minimum = 0, maximum = 0, rate = 0n } = hub.feePolicies.get(Number(chain)) ?? {};
      return [BigInt(minimum), BigInt(maximum), rate];
    },
    configurationOf(chain: bigint) {
      const { settings = 0, retired = false } = hub.chains.get(Number(chain)) ?? {};
      return [isAccepting(settings), BigInt(entryFeeOf(settings)) * gwei, retired];
    },
  };
}

function viewsOfSpoke(spoke: Spoke): Views {
  const { custody } = spoke;
  return {
    ...viewsOfChannel(spoke),
    filledLegs(orderId: Hex) {
      const bits = spoke.filledLegs.get(orderId) ?? 0;
      return BigInt(bits & ~cancelledBit) | ((bits & cancelledBit) === 0 ? 0n : 1n << 255n);
    },
    isNonceUsed: (user: Hex, nonce: bigint) =>
      spoke.usedNonces.get(nonceKey(user.toLowerCase() as Hex, nonce)) === true,
    claimable: (token: Hex, account: Hex) =>
      custody.claimable.get(claimKey(token.toLowerCase() as Hex, account.toLowerCase() as Hex)) ?? 0n,
    wrappedNative: () => custody.wrappedNative.get(),
    executorOf: (orderId: Hex) => spoke.executorOf(orderId),
    configuration() {
      const settings = spoke.settings.get();
      const fee = BigInt(entryFeeOf(settings)) * gwei;
      return [isAccepting(settings), areOpensPaused(settings), areFillsPaused(settings), fee];
    },
  };
}
