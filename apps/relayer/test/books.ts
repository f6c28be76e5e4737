import type { Devnet } from "@concert/devnet";
import { accountToAddress, executorOf, hubAbi, spokeAbi } from "@concert/types";
import { type Address, erc20Abi, type Hex, zeroHash } from "viem";
import type { PlayedOrder } from "./playOrders.ts";
import { until } from "./startNetwork.ts";

/** Token balances by `chain token account`. */
export type Balances = Map<string, bigint>;

const keyOf = (chain: bigint, token: Hex, account: Hex) => `${chain} ${token} ${account}`.toLowerCase();

/** What the accounts, the spokes and the vaults hold on every chain. */
export async function readBalances(devnet: Devnet, accounts: readonly Address[]): Promise<Balances> {
  const balances: Balances = new Map();
  for (const { chainId } of devnet.chains) {
    const client = devnet.client(chainId, 0);
    for (const token of Object.values(devnet.tokens)) {
      for (const account of [...accounts, devnet.spoke, devnet.vault]) {
        const contract = { abi: erc20Abi, address: token, functionName: "balanceOf", args: [account] } as const;
        balances.set(keyOf(BigInt(chainId), token, account), await client.readContract(contract));
      }
    }
  }
  return balances;
}

/** What the balances must be once the orders are decided and everything is paid: the spokes keep nothing. */
export async function expectBalances(
  devnet: Devnet,
  before: Balances,
  orders: readonly PlayedOrder[],
): Promise<Balances> {
  const balances = new Map(before);
  const move = (chain: bigint, token: Hex, from: Hex, to: Hex, amount: bigint) => {
    for (const [account, change] of [[from, -amount] as const, [to, amount] as const]) {
      const key = keyOf(chain, token, account);
      balances.set(key, balances.get(key)! + change);
    }
  };
  for (const played of orders) {
    const isCommitted = (await readDecision(devnet, played)) === 1;
    for (const [index, leg] of played.order.legs.entries()) {
      const recipient = leg.recipient === zeroHash ? devnet.vault : accountToAddress(leg.recipient)!;
      const outputToken = accountToAddress(leg.outputToken)!;
      // Whatever was escrowed more than once, or in vain, has come back.
      if (isCommitted) move(leg.originChain, leg.inputToken, played.user, played.solver, leg.inputAmount);
      if (played.filled[index] === "direct" || (played.filled[index] === "held" && isCommitted)) {
        move(leg.destinationChain, outputToken, played.solver, recipient, leg.outputAmount);
      }
    }
  }
  return balances;
}

/** What must become of an order by what was done with it. */
export function expectedDecision({ order, opened, filled }: PlayedOrder): 1 | 2 {
  const isComplete = order.legs.every(({ originChain }, index) => opened.get(originChain) && filled[index]);
  return isComplete ? 1 : 2;
}

/** 0 undecided, 1 commit, 2 abort; the first one, if it was opened again after a commit that left no trace. */
export async function readDecision(devnet: Devnet, order: Pick<PlayedOrder, "orderId">): Promise<number> {
  return (await isSettled(devnet, order)) ? 1 : await readKeptDecision(devnet, order);
}

/** What the hub has written down: nothing of an order that was decided in the transaction that delivered its reports. */
export async function readKeptDecision(devnet: Devnet, { orderId }: Pick<PlayedOrder, "orderId">): Promise<number> {
  const client = devnet.client(devnet.hubChain, 0);
  return await client.readContract({ abi: hubAbi, address: devnet.hub, functionName: "decision", args: [orderId] });
}

async function isSettled(devnet: Devnet, { orderId }: Pick<PlayedOrder, "orderId">): Promise<boolean> {
  const client = devnet.client(devnet.hubChain, 0);
  const event = { abi: hubAbi, address: devnet.hub, eventName: "OrderSettled", args: { orderId } } as const;
  return (await client.getContractEvents({ ...event, fromBlock: "earliest" })).length > 0;
}

/** Waits until nothing is left to do, for the orders and in the channels. */
export async function untilSettledUp(devnet: Devnet, orders: readonly PlayedOrder[]): Promise<void> {
  let unsettled: string | undefined;
  const isDone = async () => {
    unsettled = await findUnsettled(devnet, orders);
    return unsettled === undefined;
  };
  await until("the end of all orders", isDone).catch((error: unknown) => {
    throw new Error(unsettled, { cause: error });
  });
}

/** What the chains themselves say is left to do, for the orders or in the channels; undefined if nothing. */
async function findUnsettled(devnet: Devnet, orders: readonly PlayedOrder[]): Promise<string | undefined> {
  const { hub, spoke, hubChain } = devnet;
  const hubClient = devnet.client(hubChain, 0);
  const atHub = { abi: hubAbi, address: hub } as const;
  for (const played of orders) {
    const { orderId, opened, order, filled } = played;
    const decision = await readDecision(devnet, played);
    if (decision === 0) return `order ${orderId} is not decided`;
    // Of what was committed without a trace, the hub knows what was escrowed again.
    const known = decision === 1 && (await readKeptDecision(devnet, played)) !== 1 ? 1 : 0;
    for (const [chain, count] of opened) {
      const args = [orderId, chain] as const;
      const [reported, released] = await hubClient.readContract({ ...atHub, functionName: "escrows", args });
      if (reported !== BigInt(count - known) || released !== reported) {
        return `of order ${orderId}, ${reported} of ${count} escrows on ${chain} are reported, ${released} released, decision ${decision}`;
      }
    }
    for (const [leg, { destinationChain }] of order.legs.entries()) {
      if (decision === 1 || filled[leg] !== "held") continue;
      const args = [orderId, destinationChain, leg] as const;
      if (BigInt(await hubClient.readContract({ ...atHub, functionName: "fillHash", args })) !== 1n) {
        return `leg ${leg} of order ${orderId} is not returned`;
      }
    }
    for (const { chain } of decision === 1 ? order.calls : []) {
      if (!(await devnet.client(Number(chain), 0).getCode({ address: executorOf(spoke, orderId) })))
        return `the call of order ${orderId} on ${chain} has not run`;
    }
  }
  for (const { chainId } of devnet.chains) {
    const spokeClient = devnet.client(chainId, 0);
    const atSpoke = { abi: spokeAbi, address: spoke } as const;
    const [toHub, fromSpoke, toSpoke, fromHub] = await Promise.all([
      spokeClient.readContract({ ...atSpoke, functionName: "queuedHead", args: [BigInt(hubChain)] }),
      hubClient.readContract({ ...atHub, functionName: "processedHead", args: [BigInt(chainId)] }),
      hubClient.readContract({ ...atHub, functionName: "queuedHead", args: [BigInt(chainId)] }),
      spokeClient.readContract({ ...atSpoke, functionName: "processedHead", args: [BigInt(hubChain)] }),
    ]);
    if (toHub !== fromSpoke || toSpoke !== fromHub) return `entries of chain ${chainId} are not delivered`;
  }
  return undefined;
}
