import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type OpenOrderParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
  order: Order;
};

/**
 * Opens an order on the client's chain: pulls the inputs of all legs that originate there from the client's account,
 * which must have approved the spoke for them. Each repetition escrows again, and refunds go to `order.user`.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `OpenDeadlinePassed`, `NoLegOriginatesHere`, `FieldNotSupported`, `DeadlineTooFar`, …
 * @see contracts/src/spoke/ISpoke.sol
 */
export function openOrder(client: WriteClient, { spoke, order, ...options }: OpenOrderParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "open", args: [order] });
  return write(client, { address: spoke, functionName: "open", data, ...options });
}
