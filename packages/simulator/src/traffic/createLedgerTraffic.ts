import type { Leg } from "@concert/types";
import { type Address, type Hex, pad, zeroAddress } from "viem";
import { relayers, solvers, users } from "../protocol/accounts.ts";
import { type Asset, assets, tokenOf, unitOf } from "../protocol/assets.ts";
import type { Contracts } from "../protocol/createContracts.ts";
import type { Hub } from "../protocol/createHub.ts";
import { balanceKey, localKey } from "../protocol/createLedger.ts";
import type { SimulatedOrder } from "../protocol/createOrderEncoder.ts";
import type { Protocol } from "../protocol/createProtocol.ts";
import { entryFeeOf } from "../protocol/settings.ts";
import type { Random } from "../random/createRandom.ts";
import type { TrafficOptions } from "./Traffic.ts";

type Transact = (run: () => void, takeBack?: () => void) => boolean;

/** What providers of liquidity, and users of pooled orders, do block by block. */
export type LedgerTraffic = {
  act(contracts: Contracts, transact: Transact): void;
};

export type LedgerTrafficParameters = {
  protocol: Protocol;
  random: Random;
  options: TrafficOptions;
  /** Has an order opened on a chain. */
  open: (order: SimulatedOrder, origin: number) => void;
  /** Told of an order of which nothing comes any more. */
  onDone: (order: SimulatedOrder) => void;
};

type PooledPlan = {
  order: SimulatedOrder;
  /** Its user changes their mind. */
  cancels: boolean;
  /** Blocks of the hub's chain since it was decided. */
  waited: number;
};

/** Those who put in liquidity: few, so that they have some. */
const providers: readonly Address[] = [...users.slice(0, 6), ...solvers.slice(0, 2)];
const mostPlans = 40;
const deadlineSeconds = 90;
/** Nonces of pooled orders, beside those of the others. */
const firstNonce = 2n ** 128n;

export function createLedgerTraffic(parameters: LedgerTrafficParameters): LedgerTraffic {
  const { protocol, random, options, open, onDone } = parameters;
  const chainIds = protocol.chains.map(({ machine }) => machine.chainId);
  const plans = new Map<Hex, PooledPlan>();
  let nonce = firstNonce;

  function deposit({ machine, spoke }: Contracts, transact: Transact): void {
    const asset = random.pick(assets);
    const [depositor, beneficiary] = [random.pick(providers), random.pick(providers)];
    const amount = 1n + BigInt(random.draw(1_000_000));
    const [toVault, tip] = [random.chance(0.5), random.draw(1_000)];
    // Now and then more than it can bring, so that it goes back.
    const minimum = random.chance(0.05) ? 2n ** 100n : 0n;
    const token = tokenOf(asset, machine.chainId);
    transact(() => {
      const fee = entryFeeOf(spoke.settings.get()) + tip;
      spoke.deposit({ token, amount, depositor, beneficiary, minimum, toVault, fee });
    });
  }

  function addPlan(chainId: number): void {
    if (plans.size >= mostPlans) return;
    const legCount = random.chance(0.7) ? 1 : 2 + random.draw(2);
    const legs = Array.from({ length: legCount }, (_, index): Leg => {
      const asset = random.pick(assets);
      const origin = index === 0 ? chainId : random.pick(chainIds);
      const destination = random.pick(chainIds);
      const inputAmount = 1_000n + BigInt(random.draw(50_000));
      return {
        originChain: BigInt(origin),
        inputToken: tokenOf(asset, origin),
        inputAmount,
        destinationChain: BigInt(destination),
        outputToken: pad(tokenOf(asset, destination)),
        // Some leave less than the vaults ask for.
        outputAmount: (inputAmount * (random.chance(0.9) ? 990n : 1_000n)) / 1_000n,
        recipient: pad(random.pick(users)),
      };
    });
    const times = chainIds.map((id) => protocol.contractsOf(id).machine.block.time);
    const deadline = BigInt(Math.max(...times) + deadlineSeconds);
    const order = protocol.encodeOrder({
      ...{ user: random.pick(users), nonce: nonce++, openDeadline: deadline, fillDeadline: deadline },
      ...{ solver: zeroAddress, exclusiveUntil: 0n, pooled: true, cancellable: false, legs, calls: [] },
    });
    plans.set(order.id, { order, cancels: random.chance(0.15), waited: 0 });
    for (const origin of new Set(legs.map(({ originChain }) => Number(originChain)))) {
      if (!random.chance(0.03)) open(order, origin);
    }
  }

  function decide(hub: Hub, transact: Transact): void {
    for (const plan of [...plans.values()]) {
      const { order } = plan;
      const reported = { order, showCalls: true };
      const sender = random.pick(relayers);
      const takeBack = (): void => void plans.set(order.id, plan);
      if (hub.decisions.get(order.id) !== undefined) {
        if (hub.canDecide("refund", order)) transact(() => hub.decideAll("refund", [reported], sender), takeBack);
        else if (++plan.waited > 20) {
          plans.delete(order.id);
          onDone(order);
        }
      } else if (plan.cancels && random.chance(0.1)) {
        transact(() => hub.cancelPooled(reported, order.order.user), takeBack);
      } else if (hub.canDecide("fill", order)) {
        const fillers = random.chance(0.7) ? vaultsFor(order) : order.order.legs.map(() => random.pick(providers));
        transact(() => hub.fillPooled(reported, fillers, sender), takeBack);
      } else if (hub.canDecide("abort", order)) {
        transact(() => hub.decideAll("abort", [reported], sender), takeBack);
      }
    }
  }

  function vaultsFor({ order }: SimulatedOrder): Address[] {
    return order.legs.map(
      ({ inputToken, originChain }) =>
        assets.find((asset) => tokenOf(asset, Number(originChain)) === inputToken)!.vault,
    );
  }

  /** What an account does on the ledger by itself. */
  function useLedger({ ledger }: Hub, transact: Transact): void {
    const asset = random.pick(assets);
    const chain = random.pick(chainIds);
    const [account, other] = [random.pick(providers), random.pick([...providers, ...users])];
    const part = BigInt(1 + random.draw(4));
    const balance = (ledger.balances.get(balanceKey(account, asset.id)) ?? 0n) / part;
    const local = (ledger.locals.get(localKey(account, asset.id, chain)) ?? 0n) / part;
    const shares = (ledger.shares.get(balanceKey(account, asset.id)) ?? 0n) / part;
    const act = random.draw(10);
    if (act <= 1 && balance > 0n) transact(() => ledger.transfer(account, other, asset, balance));
    else if (act <= 3) withdraw(ledger, { account, asset, chain, recipient: other, balance }, transact);
    else if (act === 4 && local > 0n) transact(() => ledger.withdrawLocal(account, asset, chain, other, local));
    else if (act <= 6 && local > 0n) transact(() => ledger.mature(account, asset, chain));
    else if (act === 7 && balance > 0n) transact(() => ledger.depositInVault(account, asset, balance));
    else if (act === 8 && shares > 0n) transact(() => ledger.redeem(account, asset, shares));
    else if (act === 9 && shares > 0n) transact(() => ledger.redeemTo(account, asset, shares, chain, other));
    if (random.chance(0.05) && balance > 0n) transact(() => ledger.fundReserve(account, asset, balance / 100n + 1n));
  }

  function withdraw(
    ledger: Hub["ledger"],
    drawn: { account: Address; asset: Asset; chain: number; recipient: Address; balance: bigint },
    transact: Transact,
  ): void {
    const { account, asset, chain, recipient, balance } = drawn;
    const place = ledger.placeOf(asset.id, chain);
    const most = (balance * 999n) / 1_000n;
    const amount = most < place.custody - place.local ? most : place.custody - place.local;
    if (amount >= unitOf(asset)) transact(() => ledger.withdraw(account, asset, chain, recipient, amount));
  }

  return {
    act(contracts, transact) {
      if (random.chance(0.15)) deposit(contracts, transact);
      for (let due = options.ordersPerBlock / 8; due > 0; due--) {
        if (random.chance(due)) addPlan(contracts.machine.chainId);
      }
      if (contracts.hub === undefined) return;
      decide(contracts.hub, transact);
      if (random.chance(0.8)) useLedger(contracts.hub, transact);
    },
  };
}
