import { setTimeout as sleep } from "node:timers/promises";
import { cancelOrder, deposit, fillLeg, openOrder, openOrderFor, RevertError, signOrder, withdraw } from "@concert/sdk";
import { native, type Repayment } from "@concert/types";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { pad } from "viem";
import { accountIndexes, devnetAccount } from "../account/devnetAccount.ts";
import type { Devnet } from "../devnet/startDevnet.ts";
import { makeRandomOrder } from "./makeRandomOrder.ts";

export type RunTrafficParameters = {
  devnet: Devnet;
  /** The same seed makes the same choices; what the chains make of them also depends on the clock. */
  seed: number;
  orderCount: number;
  /** Mean time between two orders. */
  intervalMilliseconds?: number;
  /**
   * Whether users deposit and withdraw, some deposits go back, some orders are pooled, and half of the solvers are paid by
   * the ledger. By default not.
   */
  ledger?: boolean;
};

export type Traffic = {
  /** Transactions sent. */
  openCount: number;
  /** Of these, how many opened an order for the user who had signed it. */
  signedOpenCount: number;
  fillCount: number;
  cancelCount: number;
  depositCount: number;
  withdrawCount: number;
  /** Transactions that the contracts refused, such as fills past the deadline. */
  refusedCount: number;
  /** When the last of the orders can be aborted, in seconds. */
  lastDeadline: bigint;
};

/**
 * Opens and fills random orders on every chain of a devnet: most of them completely, some never filled, some not opened
 * on one of their origins, some opened twice, some opened by others than the user who signed them, some cancelled. With
 * the ledger, there are deposits and withdrawals, too.
 *
 * Fulfils when everything is sent; what becomes of the orders is up to the relayer.
 */
export async function runTraffic(parameters: RunTrafficParameters): Promise<Traffic> {
  const { devnet, seed, orderCount, intervalMilliseconds = 150, ledger = false } = parameters;
  const { hub, hubChain, spoke } = devnet;
  const random = xoroshiro128plus(seed);
  const chance = (percent: number) => uniformInt(random, 1, 100) <= percent;
  const pick = <Item>(items: readonly Item[]): Item => items[uniformInt(random, 0, items.length - 1)]!;
  const traffic: Traffic = {
    openCount: 0,
    signedOpenCount: 0,
    fillCount: 0,
    cancelCount: 0,
    depositCount: 0,
    withdrawCount: 0,
    refusedCount: 0,
    lastDeadline: 0n,
  };

  const send = async (
    counts: readonly (keyof Traffic & `${string}Count`)[],
    delayMilliseconds: number,
    act: () => Promise<unknown>,
  ) => {
    await sleep(delayMilliseconds);
    try {
      await act();
      for (const count of counts) traffic[count]++;
    } catch (error) {
      if (!(error instanceof RevertError)) throw error;
      traffic.refusedCount++;
    }
  };

  const chainIds = devnet.chains.map(({ chainId }) => chainId);
  const sent: Promise<void>[] = [];
  const push = (sending: Promise<void>) => {
    // It is awaited in the end, and must not be taken for unhandled until then.
    sending.catch(() => undefined);
    sent.push(sending);
  };
  for (let nonce = 0n; nonce < orderCount; nonce++) {
    const user = pick(accountIndexes.users);
    const now = BigInt(Math.floor(Date.now() / 1_000));
    // What is signed is paid in tokens: of the native one, its user would need the wrapped one.
    const isSigned = chance(25);
    const plain = makeRandomOrder({
      random,
      user: devnet.client(devnet.hubChain, user).account.address,
      nonce: BigInt(seed) * 1_000_000n + nonce,
      chains: chainIds,
      tokens: isSigned ? Object.values(devnet.tokens) : [...Object.values(devnet.tokens), native],
      vault: devnet.vault,
      openDeadline: now + BigInt(uniformInt(random, 5, 10)),
      fillDeadline: now + BigInt(uniformInt(random, 10, 20)),
    });
    const order = ledger && chance(20) ? { ...plain, pooled: true } : plain;
    traffic.lastDeadline = order.fillDeadline > traffic.lastDeadline ? order.fillDeadline : traffic.lastDeadline;

    const signature = signOrder(devnetAccount(user), { order, hub, hubChain: BigInt(hubChain) });
    const origins = new Set(order.legs.map(({ originChain }) => Number(originChain)));
    for (const [index, chain] of [...origins].entries()) {
      // An order that was opened nowhere would be known to nobody, and so never end.
      const times = index === 0 || chance(95) ? (chance(5) ? 2 : 1) : 0;
      for (let time = 0; time < times; time++) {
        const delay = uniformInt(random, 0, 2_000);
        if (isSigned) {
          const client = devnet.client(chain, pick(accountIndexes.solvers));
          const open = async () => openOrderFor(client, { spoke, order, signature: await signature });
          push(send(["openCount", "signedOpenCount"], delay, open));
        } else {
          const client = devnet.client(chain, user);
          push(send(["openCount"], delay, () => openOrder(client, { spoke, order })));
        }
      }
    }
    const isCancelled = order.legs.length === 1 && chance(20);
    if (isCancelled) {
      const client = devnet.client(Number(order.legs[0]!.destinationChain), user);
      push(send(["cancelCount"], uniformInt(random, 0, 4_000), () => cancelOrder(client, { spoke, order })));
    }
    for (const [leg, { destinationChain }] of order.legs.entries()) {
      if (!chance(isCancelled ? 50 : 95)) continue;
      const client = devnet.client(Number(destinationChain), pick(accountIndexes.solvers));
      const hold = chance(order.legs.length === 1 ? 30 : 80);
      const delay = uniformInt(random, 0, 4_000);
      const solver = client.account.address;
      // On some chain, at the ledger, or, as by default, where it comes from.
      const repayment: Repayment | undefined =
        ledger && chance(50)
          ? { account: pad(solver), ledgerAccount: solver, chain: BigInt(pick([0, ...chainIds])), maxFee: 10_000 }
          : undefined;
      push(send(["fillCount"], delay, () => fillLeg(client, { spoke, order, leg, hold, repayment })));
    }
    if (ledger) {
      const [client, token] = [devnet.client(pick(chainIds), user), pick(Object.values(devnet.tokens))];
      const amount = BigInt(uniformInt(random, 1, 1_000_000));
      const vault = chance(30) ? devnet.vaults[0]!.address : undefined;
      // No deposit is credited the largest minimum.
      const minimum = chance(20) ? 2n ** 128n - 1n : 0n;
      push(
        send(["depositCount"], uniformInt(random, 0, 2_000), () =>
          deposit(client, { spoke, token, amount, vault, minimum }),
        ),
      );
      const withdrawal = { ledger: devnet.ledger, asset: pick([1, 2]), chain: BigInt(pick(chainIds)) };
      const asOwner = devnet.client(hubChain, pick([user, ...accountIndexes.solvers]));
      const part = BigInt(uniformInt(random, 1, 10)) * 10n ** 16n;
      push(
        send(["withdrawCount"], uniformInt(random, 0, 4_000), () => withdraw(asOwner, { ...withdrawal, amount: part })),
      );
    }
    await sleep(uniformInt(random, 0, 2 * intervalMilliseconds));
  }
  await Promise.all(sent);
  return traffic;
}
