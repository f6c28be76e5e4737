import { setTimeout as sleep } from "node:timers/promises";
import { accountIndexes, type ChainClient, type Devnet, devnetAccount, makeDeposits } from "@concert/devnet";
import { cancelOrder, fillLeg, openOrder, openOrderFor, RevertError, signOrder } from "@concert/sdk";
import { addressToAccount, type Leg, type Order, orderId } from "@concert/types";
import type { Address, Hash, Hex } from "viem";
import { zeroAddress, zeroHash } from "viem";

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
  /** Positions among the devnet's users and solvers; the first by default. */
  user?: number;
  solver?: number;
  /** Whether the user only signs, and somebody else opens it. */
  signed?: boolean;
  /** Whether a call puts all outputs into the vault. */
  deposits?: boolean;
  /** Whether the user cancels the order on the destination chain of its first leg. */
  cancels?: boolean;
};

/** Opens and fills one order on all its chains, side by side. */
export async function playOrder(devnet: Devnet, parameters: PlayOrderParameters): Promise<PlayedOrder> {
  const { nonce, lifetime, openings = () => 1, filling = () => "held" as const } = parameters;
  const { signed = false, deposits = false, cancels = false } = parameters;
  const { hub, hubChain, spoke, tokens, vault } = devnet;
  const { users, solvers } = accountIndexes;
  const [user, submitter] = [users[parameters.user ?? 0]!, users[1]];
  const solver = solvers[parameters.solver ?? 0]!;
  const userAddress = devnet.client(hubChain, user).account.address;
  const deadline = BigInt(Math.floor(Date.now() / 1_000) + lifetime);
  const legs = parameters.legs.map(
    ([origin, destination], index): Leg => ({
      originChain: BigInt(origin),
      inputToken: tokens.USDC,
      inputAmount: 1_000n + nonce + BigInt(index),
      destinationChain: BigInt(destination),
      outputToken: addressToAccount(tokens.DAI),
      outputAmount: 900n + nonce + BigInt(index),
      recipient: deposits ? zeroHash : addressToAccount(userAddress),
    }),
  );
  const order: Order = {
    user: userAddress,
    nonce,
    openDeadline: deadline,
    fillDeadline: deadline,
    solver: zeroAddress,
    exclusiveUntil: 0n,
    pooled: false,
    cancellable: false,
    legs,
    calls: makeDeposits({ legs, vault, user: userAddress }),
  };
  const signature = await signOrder(devnetAccount(user), { order, hub, hubChain: BigInt(hubChain) });
  const played: PlayedOrder = {
    orderId: orderId(order, { hubChain: BigInt(hubChain), hub }),
    order,
    user: userAddress,
    solver: devnet.client(hubChain, solver).account.address,
    opened: new Map(),
    filled: legs.map(() => undefined),
  };

  const origins = [...new Set(parameters.legs.map(([origin]) => origin))];
  await Promise.all([
    ...origins.map(async (chain) => {
      const client = devnet.client(chain, signed ? submitter : user);
      const open = () =>
        signed ? openOrderFor(client, { spoke, order, signature }) : openOrder(client, { spoke, order });
      for (let time = 0; time < openings(chain); time++) {
        if (!(await succeeds(client, open))) continue;
        played.opened.set(BigInt(chain), (played.opened.get(BigInt(chain)) ?? 0) + 1);
      }
    }),
    ...parameters.legs.map(async ([, destination], leg) => {
      const how = filling(leg);
      if (!how) return;
      await sleep(500 * leg);
      const client = devnet.client(destination, solver);
      const hold = how === "held";
      if (await succeeds(client, () => fillLeg(client, { spoke, order, leg, hold }))) played.filled[leg] = how;
    }),
  ]);
  if (cancels) {
    const client = devnet.client(parameters.legs[0]![1], user);
    await succeeds(client, () => cancelOrder(client, { spoke, order }));
  }
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
