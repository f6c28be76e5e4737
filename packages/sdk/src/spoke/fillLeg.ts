import { type Leg, type Order, type Repayment, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, pad, zeroAddress } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";
import { nativeOutput } from "./nativeValue.ts";

/** How a leg is filled. */
export type LegFill = {
  order: Order;
  /** Index of the leg, from zero. */
  leg: number;
  /**
   * False: the output goes to the recipient at once, at the solver's risk should another leg fail. True: it stays with
   * the spoke until the hub decides, then goes to the recipient or back; the safe choice for several legs.
   */
  hold: boolean;
  /** Where the solver is paid. Default: the client's account on the leg's origin chain. */
  repayment?: Repayment | undefined;
};

export type FillLegParameters = WriteOptions &
  EntryFee &
  LegFill & {
    /** The spoke of the client's chain. */
    spoke: Address;
  };

/**
 * Fills a leg of an order on the client's chain, once, out of the client's account, which must have approved the spoke
 * for the output; a native output goes with the transaction. If it completes what the order's call there waits for, the
 * call is run with it.
 *
 * @returns The transaction's hash.
 * @throws {RangeError} The order has no such leg.
 * @throws {RevertError} `FillDeadlinePassed`, `LegNotDueHere`, `LegAlreadyFilled`, `OrderCancelled`, `SolverExclusive`, …
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function fillLeg(client: WriteClient, parameters: FillLegParameters): Promise<Hash> {
  const { spoke, order, leg, hold, repayment, feeWei, ...options } = parameters;
  const filled = legAt(order, leg);
  const args = [order, BigInt(leg), repayment ?? repaymentTo(client, filled), hold] as const;
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "fill", args });
  const value = nativeOutput(filled) + (await resolveFee(client, spoke, { feeWei }));
  return await write(client, { address: spoke, functionName: "fill", data, value, ...options });
}

/** @throws {RangeError} The order has no such leg. */
export function legAt(order: Order, index: number): Leg {
  const leg = order.legs[index];
  if (!leg) throw new RangeError(`The order has ${order.legs.length} legs, and no leg ${index}.`);
  return leg;
}

/** To the client's account, where the leg comes from. */
export function repaymentTo(client: WriteClient, { originChain }: Leg): Repayment {
  return { account: pad(client.account.address), ledgerAccount: zeroAddress, chain: originChain, maxFee: 0 };
}
