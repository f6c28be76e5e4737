import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";

export type CancelOrderParameters = WriteOptions &
  EntryFee & {
    /** The spoke of the client's chain, on which a leg of the order is due. */
    spoke: Address;
    order: Order;
  };

/**
 * Cancels an order of the client's account: on the client's chain, no further leg of it can be filled, and once that is
 * reported, the order is aborted and its inputs come back. An order of several legs must have been signed as cancellable.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `CallerNotUser`, `OrderNotCancellable`, `NothingToCancel`, `OrderCancelled`, `EntryFeeTooLow`.
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function cancelOrder(client: WriteClient, parameters: CancelOrderParameters): Promise<Hash> {
  const { spoke, order, feeWei, ...options } = parameters;
  const value = await resolveFee(client, spoke, { feeWei });
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "cancel", args: [order] });
  return write(client, { address: spoke, functionName: "cancel", data, value, ...options });
}
