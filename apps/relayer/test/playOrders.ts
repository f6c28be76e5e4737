import { setTimeout as sleep } from "node:timers/promises";
import { accountIndexes, type ChainClient, type Devnet } from "@concert/devnet";
import { fillLeg, openOrder, RevertError } from "@concert/sdk";
import { addressToAccount, type Leg, type Order, orderId } from "@concert/types";
import type { Address, Hash, Hex } from "viem";
import { zeroAddress } from "viem";

/** An order, and what was really done with it. */
export type PlayedOrder = {
  orderId: Hex;
  order: Order;
  user: Address;
  solver: Address;
  /** How often it was opened, by origin chain. */
  opened: Map<bigint, number>;
  /** By leg: whether it was filled, and how. */
  filled: ("held" | "direct" | undefined)[];
};

export type PlayOrderParameters = {
  nonce: bigint;
  /** Ids of the chains that each leg leads from and to. */
  legs: readonly (readonly [origin: number, destination: number])[];
  /** Seconds from now. */
  lifetime: number;
  /** How often to open on an origin chain; once by default. */
  openings?: (chain: number) => number;
  /** How to fill a leg; held by default. */
  filling?: (leg: number) => "held" | "direct" | undefined;
};

/** Opens and fills one order on all its chains, side by side. */
export async function playOrder(devnet: Devnet, parameters: PlayOrderParameters): Promise<PlayedOrder> {
  const { nonce, legs, lifetime, openings = () => 1, filling = () => "held" as const } = parameters;
  const { hub, hubChain, spoke, tokens } = devnet;
  const [user, solver] = [accountIndexes.users[0], accountIndexes.solvers[0]];
  const userAddress = devnet.client(hubChain, user).account.address;
  const deadline = BigInt(Math.floor(Date.now() / 1_000) + lifetime);
  const order: Order = {
    user: userAddress,
    nonce,
    openDeadline: deadline,
    fillDeadline: deadline,
    solver: zeroAddress,
    exclusiveUntil: 0n,
    pooled: false,
    cancellable: false,
    legs: legs.map(
      ([origin, destination], index): Leg => ({
        originChain: BigInt(origin),
        inputToken: tokens.USDC,
        inputAmount: 1_000n + nonce + BigInt(index),
        destinationChain: BigInt(destination),
        outputToken: addressToAccount(tokens.DAI),
        outputAmount: 900n + nonce + BigInt(index),
        recipient: addressToAccount(userAddress),
      }),
    ),
    calls: [],
  };
  const played: PlayedOrder = {
    orderId: orderId(order, { hubChain: BigInt(hubChain), hub }),
    order,
    user: userAddress,
    solver: devnet.client(hubChain, solver).account.address,
    opened: new Map(),
    filled: legs.map(() => undefined),
  };

  const origins = [...new Set(legs.map(([origin]) => origin))];
  await Promise.all([
    ...origins.map(async (chain) => {
      const client = devnet.client(chain, user);
      for (let time = 0; time < openings(chain); time++) {
        if (!(await succeeds(client, () => openOrder(client, { spoke, order })))) continue;
        played.opened.set(BigInt(chain), (played.opened.get(BigInt(chain)) ?? 0) + 1);
      }
    }),
    ...legs.map(async ([, destination], leg) => {
      const how = filling(leg);
      if (!how) return;
      await sleep(500 * leg);
      const client = devnet.client(destination, solver);
      const hold = how === "held";
      if (await succeeds(client, () => fillLeg(client, { spoke, order, leg, hold }))) played.filled[leg] = how;
    }),
  ]);
  return played;
}

/** Past its deadline an order is refused, in the simulation or when it is mined. */
async function succeeds(client: ChainClient, send: () => Promise<Hash>): Promise<boolean> {
  try {
    const { status } = await client.waitForTransactionReceipt({ hash: await send() });
    return status === "success";
  } catch (error) {
    if (error instanceof RevertError) return false;
    throw error;
  }
}
