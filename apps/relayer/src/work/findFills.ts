import {
  type Custody,
  type IndexedOrder,
  type LedgerAsset,
  readActionableOrders,
  readLedger,
  type Snapshot,
} from "@concert/sdk";
import { addressToAccount, type Leg } from "@concert/types";
import { type Address, zeroAddress } from "viem";
import type { Contracts } from "../Contracts.ts";
import type { Job } from "./Job.ts";

/** More than the vaults can take at once, so that orders which they refuse don't stand in the way of others. */
const orderLimit = 200;

/**
 * Pooled orders that the vaults may be asked to fill: of legs of one asset on both sides, that name no solver. Whether the
 * margin is enough is seen when it is tried.
 */
export async function findFills(snapshot: Snapshot, { hub, hubChain, ledger }: Contracts): Promise<Job[]> {
  const orders = await readActionableOrders(snapshot, { act: "fill", limit: orderLimit });
  if (orders.length === 0) return [];
  const { assets, custody } = await readLedger(snapshot);
  return orders.flatMap((order): Job[] => {
    const fillers = vaultsFor(order, assets, custody);
    if (fillers === undefined) return [];
    const key = `fill:${order.orderId}`;
    return [{ kind: "fill", key, version: versionOf(order, custody), chain: hubChain, hub, ledger, order, fillers }];
  });
}

function vaultsFor(
  { order }: IndexedOrder,
  assets: readonly LedgerAsset[],
  custody: readonly Custody[],
): Address[] | undefined {
  if (order.solver !== zeroAddress) return undefined;
  const fillers = order.legs.map((leg) => {
    const [given, taken] = placesOf(leg, custody);
    if (given === undefined || given.asset !== taken?.asset) return undefined;
    return assets.find(({ asset }) => asset === given.asset)?.vault ?? undefined;
  });
  return fillers.every((filler) => filler !== undefined) ? fillers : undefined;
}

function placesOf(leg: Leg, custody: readonly Custody[]): [Custody | undefined, Custody | undefined] {
  const find = (chain: bigint, token: string) =>
    custody.find((place) => place.chainId === chain && place.token === token.toLowerCase());
  return [find(leg.originChain, addressToAccount(leg.inputToken)), find(leg.destinationChain, leg.outputToken)];
}

/** What is there to fill it from: it is tried again at once when that has changed. */
function versionOf({ order }: IndexedOrder, custody: readonly Custody[]): string {
  return order.legs.flatMap((leg) => placesOf(leg, custody).map((place) => `${place?.available}`)).join();
}
