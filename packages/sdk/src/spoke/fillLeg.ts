import { type Order, type Repayment, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, pad, zeroAddress } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type FillLegParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
  order: Order;
  /** Index of the leg, from zero. */
  leg: number;
  /**
   * False: the output goes to the recipient at once, at the solver's risk should another leg fail. True: it stays with
   * the spoke until the hub decides, then goes to the recipient or back; the safe choice for several legs.
   */
  hold: boolean;
  /** Where the solver is paid. Default: the client's account on the leg's origin chain. */
  repayment?: Repayment;
};

/**
 * Fills a leg of an order on the client's chain, once, out of the client's account, which must have approved the spoke
 * for the output.
 *
 * @returns The transaction's hash.
 * @throws {RangeError} The order has no such leg.
 * @throws {RevertError} `FillDeadlinePassed`, `LegNotDueHere`, `LegAlreadyFilled`, `RepaymentAccountInvalid`, …
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function fillLeg(client: WriteClient, parameters: FillLegParameters): Promise<Hash> {
  const { spoke, order, leg: index, hold, ...options } = parameters;
  const leg = order.legs[index];
  if (!leg) throw new RangeError(`The order has ${order.legs.length} legs, and no leg ${index}.`);
  const repayment = parameters.repayment ?? {
    account: pad(client.account.address),
    ledgerAccount: zeroAddress,
    chain: leg.originChain,
  };
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "fill", args: [order, index, repayment, hold] });
  return await write(client, { address: spoke, functionName: "fill", data, gasMaximum: options.gasMaximum });
}
