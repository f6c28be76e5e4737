import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";

export type CancelOrderForParameters = WriteOptions &
  EntryFee & {
    /** The spoke of the client's chain, on which a leg of the order is due. */
    spoke: Address;
    order: Order;
    /** The user's signature of the cancellation (`signCancellation`). */
    signature: Hex;
  };

/**
 * Cancels an order for the user who signed that, as `cancelOrder` does. The client's account pays the entry fee.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `SignatureInvalid`, `OrderNotCancellable`, `NothingToCancel`, `OrderCancelled`, `EntryFeeTooLow`.
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function cancelOrderFor(client: WriteClient, parameters: CancelOrderForParameters): Promise<Hash> {
  const { spoke, order, signature, feeWei, ...options } = parameters;
  const value = await resolveFee(client, spoke, { feeWei });
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "cancelFor", args: [order, signature] });
  return write(client, { address: spoke, functionName: "cancelFor", data, value, ...options });
}
