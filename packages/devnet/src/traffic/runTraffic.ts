import { setTimeout as sleep } from "node:timers/promises";
import { fillLeg, openOrder, RevertError } from "@concert/sdk";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { accountIndexes } from "../account/devnetAccount.ts";
import type { Devnet } from "../devnet/startDevnet.ts";
import { makeRandomOrder } from "./makeRandomOrder.ts";

export type RunTrafficParameters = {
  devnet: Devnet;
  /** The same seed makes the same choices; what the chains make of them also depends on the clock. */
  seed: number;
  orderCount: number;
  /** Mean time between two orders. */
  intervalMilliseconds?: number;
};

export type Traffic = {
  /** Transactions sent. */
  openCount: number;
  fillCount: number;
  /** Transactions that the contracts refused, such as fills past the deadline. */
  refusedCount: number;
  /** When the last of the orders can be aborted, in seconds. */
  lastDeadline: bigint;
};

/**
 * Opens and fills random orders on every chain of a devnet: most of them completely, some never filled, some not opened
 * on one of their origins, some opened twice.
 *
 * Fulfils when everything is sent; what becomes of the orders is up to the relayer.
 */
export async function runTraffic(parameters: RunTrafficParameters): Promise<Traffic> {
  const { devnet, seed, orderCount, intervalMilliseconds = 150 } = parameters;
  const random = xoroshiro128plus(seed);
  const chance = (percent: number) => uniformInt(random, 1, 100) <= percent;
  const pick = <Item>(items: readonly Item[]): Item => items[uniformInt(random, 0, items.length - 1)]!;
  const traffic: Traffic = { openCount: 0, fillCount: 0, refusedCount: 0, lastDeadline: 0n };

  const send = async (count: "openCount" | "fillCount", delayMilliseconds: number, act: () => Promise<unknown>) => {
    await sleep(delayMilliseconds);
    try {
      await act();
      traffic[count]++;
    } catch (error) {
      if (!(error instanceof RevertError)) throw error;
      traffic.refusedCount++;
    }
  };

  const sent: Promise<void>[] = [];
  const push = (sending: Promise<void>) => {
    // It is awaited in the end, and must not be taken for unhandled until then.
    sending.catch(() => undefined);
    sent.push(sending);
  };
  for (let nonce = 0n; nonce < orderCount; nonce++) {
    const user = pick(accountIndexes.users);
    const now = BigInt(Math.floor(Date.now() / 1_000));
    const order = makeRandomOrder({
      random,
      user: devnet.client(devnet.hubChain, user).account.address,
      nonce: BigInt(seed) * 1_000_000n + nonce,
      chains: devnet.chains.map(({ chainId }) => chainId),
      tokens: Object.values(devnet.tokens),
      openDeadline: now + BigInt(uniformInt(random, 5, 10)),
      fillDeadline: now + BigInt(uniformInt(random, 10, 20)),
    });
    traffic.lastDeadline = order.fillDeadline > traffic.lastDeadline ? order.fillDeadline : traffic.lastDeadline;

    const origins = new Set(order.legs.map(({ originChain }) => Number(originChain)));
    for (const [index, chain] of [...origins].entries()) {
      // An order that was opened nowhere would be known to nobody, and so never end.
      const times = index === 0 || chance(95) ? (chance(5) ? 2 : 1) : 0;
      for (let time = 0; time < times; time++) {
        const client = devnet.client(chain, user);
        const delay = uniformInt(random, 0, 2_000);
        push(send("openCount", delay, () => openOrder(client, { spoke: devnet.spoke, order })));
      }
    }
    for (const [leg, { destinationChain }] of order.legs.entries()) {
      if (!chance(95)) continue;
      const client = devnet.client(Number(destinationChain), pick(accountIndexes.solvers));
      const hold = chance(order.legs.length === 1 ? 30 : 80);
      const delay = uniformInt(random, 0, 4_000);
      push(send("fillCount", delay, () => fillLeg(client, { spoke: devnet.spoke, order, leg, hold })));
    }
    await sleep(uniformInt(random, 0, 2 * intervalMilliseconds));
  }
  await Promise.all(sent);
  return traffic;
}
