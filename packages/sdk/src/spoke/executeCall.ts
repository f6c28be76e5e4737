import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";

export type ExecuteCallParameters = WriteOptions & {
  /** The spoke of the client's chain. */
  spoke: Address;
  order: Order;
};

/**
 * Runs the order's call on the client's chain, once its executor holds all that is due to it; whatever it leaves, and what
 * arrives later, goes to the call's fallback recipient.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `NoCallHere`, `OutputsMissing` with the time until which they are waited for, `GasTooLow`.
 * @see contracts/src/spoke/ISpoke.sol
 */
export function executeCall(client: WriteClient, { spoke, order, ...options }: ExecuteCallParameters): Promise<Hash> {
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "execute", args: [order] });
  return write(client, { address: spoke, functionName: "execute", data, ...options });
}
