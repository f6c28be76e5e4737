import { type Order, spokeAbi } from "@concert/types";
import { type Address, encodeFunctionData, type Hash, type Hex } from "viem";
import { type WriteClient, type WriteOptions, write } from "../contract/write.ts";
import { type EntryFee, resolveFee } from "./EntryFee.ts";

export type OpenOrderForParameters = WriteOptions &
  EntryFee & {
    /** The spoke of the client's chain. */
    spoke: Address;
    order: Order;
    /** The user's signature of the order (`signOrder`): the same on every chain. */
    signature: Hex;
  };

/**
 * Opens an order for the user who signed it: pulls the inputs of all legs that originate on the client's chain from the
 * user, who must have approved the spoke for them, native ones in the wrapped token. Once per chain; the client's account
 * pays the entry fee.
 *
 * @returns The transaction's hash.
 * @throws {RevertError} `SignatureInvalid`, `NonceUsed`, `OpenDeadlinePassed`, `EntryFeeTooLow`, …
 * @see contracts/src/spoke/ISpoke.sol
 */
export async function openOrderFor(client: WriteClient, parameters: OpenOrderForParameters): Promise<Hash> {
  const { spoke, order, signature, feeWei, ...options } = parameters;
  const value = await resolveFee(client, spoke, { feeWei });
  const data = encodeFunctionData({ abi: spokeAbi, functionName: "openFor", args: [order, signature] });
  return write(client, { address: spoke, functionName: "openFor", data, value, ...options });
}
