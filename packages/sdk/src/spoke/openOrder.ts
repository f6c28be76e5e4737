import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { readChainId } from "../contract/readChainId.ts";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";
import { nativeInputs } from "./nativeValue.ts";

export type OpenOrderParameters = WriteOptions &
  EntryFee & {
    /** The spoke of the client's chain. */
    spoke: Address;
    order: Order;
  };

/**
 * Opens an order on the client's chain: pulls the inputs of all legs that originate there from the client's account,
 * which must have approved the spoke for them; native inputs go with the transaction. Each repetition escrows again, and
 * refunds go to `order.user`.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `OpenDeadlinePassed`, `NoLegOriginatesHere`, `EntryFeeTooLow`, `SpokeNotAccepting`, …
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function openOrder(client: WriteClient, parameters: OpenOrderParameters): Promise<Hash> {
  const { spoke, order, feeWei, ...options } = parameters;
  const [chain, fee] = await Promise.all([readChainId(client), resolveFee(client, spoke, { feeWei })]);
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "open", args: [order] });
  const value = nativeInputs(order, chain) + fee;
  return write(client, { address: spoke, functionName: "open", data, value, ...options });
}
