import { type Fill, hashCalls, type Order, type ReportedOrder as ShownOrder } from "@concert/types";
import { type Hex, zeroAddress, zeroHash } from "viem";

/** An order, shown again to the hub, with the fills that were reported to it. */
export type ReportedOrder = {
  order: Order;
  /** `hashCalls` of the order's calls, if `order` is without them because only their hash is known. */
  callsHash?: Hex | undefined;
  /** One per leg, exactly as reported; `unreportedFill` for a leg without a report. */
  fills: readonly Fill[];
};

/** Stands for a leg of which no fill was reported. */
export const unreportedFill: Fill = {
  filledAt: 0n,
  hold: false,
  solver: zeroAddress,
  repayment: { account: zeroHash, ledgerAccount: zeroAddress, chain: 0n, maxFee: 0 },
  fee: 0n,
};

/** The order as the hub takes it at the least cost: its calls, which the hub needs but to know the id, as a hash. */
export function showOrder({ order, callsHash, fills }: ReportedOrder): ShownOrder {
  if (order.calls.length === 0) return { order, callsHash: callsHash ?? zeroHash, fills };
  return { order: { ...order, calls: [] }, callsHash: callsHash ?? hashCalls(order.calls), fills };
}
